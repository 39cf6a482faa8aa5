import { availableParallelism } from 'node:os'
import { buildPorts, FLAGS, findCompiler } from './compile.ts'
import { benchKernel } from './kernel.ts'

const FOLDER = '.cache/bench/kernel'

/** Prints the engine beside its port in C++; false where the two decide differently. now: milliseconds. */
export function printKernel(now: () => number): boolean {
  console.log(
    '\nengine (observe and decide) beside a straight C++ port of filter, score, choose and reserve, one thread',
  )
  const compiler = findCompiler()
  if (compiler === null) {
    console.log('not run: no C++ compiler (c++, g++ or clang++)')
    return true
  }
  console.log(`medians of 3 turns each, ${compiler.name}, ${availableParallelism()} Cpus`)
  const ports = buildPorts(compiler.program, FOLDER)
  console.log('÷: how many times the port is faster, by the clock and by processor time of all threads')
  const heads = FLAGS.map((flags) => `${`port/s ${flags}`.padStart(26)}      ÷  ÷ cpu`).join('')
  console.log(`   hosts   placed   engine/s${heads}   digest`)
  benchKernel(5000, 10, 1, ports, FOLDER, now) // Warms the compiler up, which takes some 50,000 placements.
  for (const hostCount of [1000, 5000, 20_000]) {
    const figures = benchKernel(hostCount, 10, 3, ports, FOLDER, now)
    if (figures.difference !== null) {
      console.error(`${hostCount} hosts, the port decides differently with ${figures.difference}`)
      return false
    }
    const { placed, engine, ports: times, digest } = figures
    const cells = times.map(({ wallUs, processorUs }) => {
      const ratios = [engine.wallUs / wallUs, engine.processorUs / processorUs]
      return pad(Math.round(1e6 / wallUs), 26) + ratios.map((ratio) => pad(ratio.toFixed(2), 7)).join('')
    })
    const perSecond = pad(Math.round(1e6 / engine.wallUs), 11)
    console.log(`${pad(hostCount, 8)}${pad(placed, 9)}${perSecond}${cells.join('')}   ${digest}`)
  }
  return true
}

function pad(value: number | string, width: number): string {
  return String(value).padStart(width)
}
