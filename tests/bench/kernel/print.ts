import { availableParallelism } from 'node:os'
import { buildPorts, FLAGS, findCompiler } from './compile.ts'
import { benchKernel, type KernelFigures, type Stretch } from './kernel.ts'

const FOLDER = '.cache/bench/kernel'
const TURNS = 3
/** Placements in passes that do not count, after which the compiler is at its end. */
const WARM_PLACEMENTS = 200_000

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
  console.log(`medians of ${TURNS} turns each, ${compiler.name}, ${availableParallelism()} Cpus`)
  console.log(
    'both sides make the same whole passes; before: passes of each at this size, all after one at 5,000 hosts',
  )
  const ports = buildPorts(compiler.program, FOLDER)
  console.log('÷: how many times the port is faster, by the clock and by processor time of all threads')
  const heads = FLAGS.map((flags) => `${`port/s ${flags}`.padStart(26)}      ÷  ÷ cpu`).join('')
  console.log(`   hosts   placed   before   engine/s${heads}   digest`)
  benchKernel(5000, 10, 1, 0, ports, FOLDER, now)
  for (const hostCount of [1000, 5000, 20_000]) {
    const figures = benchKernel(hostCount, 10, TURNS, Math.ceil(WARM_PLACEMENTS / (10 * hostCount)), ports, FOLDER, now)
    if (figures.difference !== null) {
      console.error(`${hostCount} hosts, the port decides differently with ${figures.difference}`)
      return false
    }
    for (const stretch of figures.stretches) console.log(lineOf(figures, stretch))
  }
  return true
}

function lineOf({ hostCount, placed, digest }: KernelFigures, { passesBefore, engine, ports }: Stretch): string {
  const cells = ports.map(({ wallUs, processorUs }) => {
    const ratios = [engine.wallUs / wallUs, engine.processorUs / processorUs]
    return pad(Math.round(1e6 / wallUs), 26) + ratios.map((ratio) => pad(ratio.toFixed(2), 7)).join('')
  })
  const heads = pad(hostCount, 8) + pad(placed, 9) + pad(passesBefore, 9) + pad(Math.round(1e6 / engine.wallUs), 11)
  return `${heads}${cells.join('')}   ${digest}`
}

function pad(value: number | string, width: number): string {
  return String(value).padStart(width)
}
