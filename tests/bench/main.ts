import { cpus, loadavg } from 'node:os'
import { resolve } from 'node:path'
import { PROFILE_NAMES } from '../../src/model/profile-names.ts'
import { benchBinds } from './binds/binds.ts'
import { printBinds } from './binds/print.ts'
import { type BoundFigures, benchBounds } from './bounds/bounds.ts'
import { readInstances } from './bounds/instance.ts'
import { headLine, instanceLines, sumLines } from './bounds/table.ts'
import { benchReplay } from './fleet-year.ts'
import { benchForks } from './forks.ts'
import { benchImport } from './import-cluster.ts'
import { printKernel } from './kernel/print.ts'
import { ASKS, benchKubeScheduler } from './kube-scheduler.ts'
import { benchPlacement, CLASS_COUNT } from './placement.ts'

const BENCHES = ['placement', 'kernel', 'forks', 'kube-scheduler', 'bounds', 'replay', 'import', 'binds']

/** `npm run bench [-- NAME …]`, each of BENCHES: prints figures, of all where none is named. */
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !BENCHES.includes(name))
if (unknown.length > 0) {
  for (const name of unknown) console.error(`${name}: found no bench, expected one of ${BENCHES.join(', ')}`)
  process.exit(2)
}
const runs = (name: string): boolean => wanted.length === 0 || wanted.includes(name)

console.log(`machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`)

if (runs('placement')) {
  console.log(`\nfull placements, every dimension, ${CLASS_COUNT} interleaved classes, one thread`)
  console.log('   hosts   placed   per second   µs each   ÷ plain loop   plain loop µs   peak MiB   digest')
  benchPlacement(5000, 10, () => performance.now()) // Warms the compiler up, which takes some 50,000 placements.
  for (const hostCount of [1000, 5000, 20_000, 100_000]) {
    const figures = benchPlacement(hostCount, 10, () => performance.now())
    const { placed, perSecond, ratioToPlainLoop, plainLoopUs, digest } = figures
    console.log(
      `${pad(hostCount, 8)} ${pad(placed, 8)} ${pad(perSecond, 12)} ${pad((1e6 / perSecond).toFixed(1), 9)}` +
        ` ${pad(ratioToPlainLoop.toFixed(2), 14)} ${pad(plainLoopUs.toFixed(1), 15)}` +
        ` ${pad(Math.round(process.resourceUsage().maxRSS / 1024), 10)}   ${digest.slice(0, 16)}`,
    )
  }
}

if (runs('kernel') && !printKernel(() => performance.now())) process.exitCode = 1

if (runs('forks')) {
  console.log('\nwhat-ifs, one thread: a fork that does nothing, one that places a pod and takes it back, and how many')
  console.log(`more pods of a class fit; medians, of fits over ${CLASS_COUNT} classes, and the longest`)
  console.log('   hosts     pods   empty µs   place µs    fit ms   longest   fitting a class')
  for (const hostCount of [1000, 5000, 10_000]) {
    const figures = benchForks(hostCount, 10, () => performance.now())
    const { podCount, emptyUs, placeUs, fitMs, fitMsMax, fitCount } = figures
    const cells = [pad(hostCount, 8), pad(podCount, 8), pad(emptyUs.toFixed(1), 10), pad(placeUs.toFixed(1), 10)]
    const fits = [pad(fitMs.toFixed(2), 9), pad(fitMsMax.toFixed(1), 9), pad(Math.round(fitCount / CLASS_COUNT), 17)]
    console.log([...cells, ...fits].join(' '))
  }
}

if (runs('kube-scheduler')) {
  console.log("\nkube-scheduler's default profile, all nodes scored (sampled: as many as upstream), one thread")
  console.log('   nodes   pods   asking for        per second   sampled')
  benchKubeScheduler(100, 1000, 'spread', false, () => performance.now()) // Warms the compiler up.
  for (const [nodes, pods] of [
    [100, 1500],
    [1000, 5000],
  ] as const) {
    for (const ask of ASKS) {
      const [all, sampled] = [false, true].map((isSampled) =>
        benchKubeScheduler(nodes, pods, ask, isSampled, () => performance.now()),
      )
      console.log(
        `${pad(nodes, 8)} ${pad(pods, 6)}   ${ask.padEnd(15)} ${pad(all.perSecond, 12)} ${pad(sampled.perSecond, 9)}`,
      )
    }
  }
}

if (runs('bounds')) {
  console.log(
    '\nhosts used against the pattern LP and, where small, the optimum of the MIP; 11 orders of arrival, 3 of kube-…',
  )
  console.log(headLine())
  const all: BoundFigures[] = []
  const profiles = [...PROFILE_NAMES, 'kube-default', 'kube-single-numa-node']
  for await (const figures of benchBounds(readInstances('tests/bench/bounds/instances', 'scenarios'), profiles)) {
    all.push(figures)
    for (const line of instanceLines(figures)) console.log(line)
  }
  for (const line of sumLines(all, 1.03)) console.log(line)
}

if (runs('replay')) {
  console.log('\nwhole replays, full log written and hashed, own process')
  console.log('scenario            decisions   wall s   µs each   peak MiB   ÷ plain loop   digest')
  const { plainLoopUs } = benchPlacement(1500, 2, () => performance.now())
  for (const [scenario, size] of [
    ['launch-day', 'demo'],
    ['fleet-year', 'bench'],
  ] as const) {
    const figures = await benchReplay(resolve('bin/berth.mjs'), scenario, size)
    console.log(
      `${`${scenario} ${size}`.padEnd(18)} ${pad(figures.decisions, 10)} ${pad(figures.wallSeconds.toFixed(1), 8)}` +
        ` ${pad(figures.wallUsPerDecision.toFixed(2), 9)} ${pad(Math.round(figures.peakMemoryMib), 10)}` +
        ` ${pad((figures.wallUsPerDecision / plainLoopUs).toFixed(2), 14)}   ${figures.digest.slice(0, 16)}`,
    )
  }
}

if (runs('import')) {
  console.log('\nberth import kubernetes of a file of kubectl get -A -o json, own process')
  console.log('   nodes     pods   slices   file MiB   wall s   processor s   peak MiB')
  for (const [nodes, pods, slices] of [
    [500, 10_000, false],
    [5000, 100_000, false],
    [5000, 100_000, true],
  ] as const) {
    const figures = await benchImport(resolve('bin/berth.mjs'), nodes, pods, slices)
    const { fileMib, wallSeconds, cpuSeconds, peakMemoryMib } = figures
    const cells = [pad(nodes, 8), pad(pods, 8), pad(slices ? 'yes' : 'no', 8), pad(Math.round(fileMib), 10)]
    console.log(
      [
        ...cells,
        pad(wallSeconds.toFixed(1), 8),
        pad(cpuSeconds.toFixed(1), 13),
        pad(Math.round(peakMemoryMib), 10),
      ].join(' '),
    )
  }
}

if (runs('binds')) {
  console.log('\nbinds on a real API server, peers in turns on the same two cores')
  if (process.env['BERTH_CLUSTER_PROGRAMS'] === undefined) {
    console.log('not run: the cluster lab is not installed (npm run labs:install)')
  } else {
    const { cold, warm } = await benchBinds(1000, Number(process.env['BERTH_BINDS'] ?? 5000))
    printBinds('cold, the first pods that each peer binds', cold)
    printBinds('warm, as many pods again, twice', warm)
    console.log(
      `load: ${loadavg()
        .map((load) => load.toFixed(1))
        .join(', ')}`,
    )
  }
}

function pad(value: number | string, width: number): string {
  return String(value).padStart(width)
}
