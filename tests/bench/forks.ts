import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { benchFleet } from './bench-fleet.ts'
import { benchRequest, CLASS_COUNT } from './placement.ts'

export interface ForkFigures {
  readonly hostCount: number
  readonly podCount: number
  /** Median time of a fork that does nothing, and of one that asks for a pod, decides and takes it back, µs. */
  readonly emptyUs: number
  readonly placeUs: number
  /** Median and longest time of saying how many more pods of a class fit, in a zone that has none, ms. */
  readonly fitMs: number
  readonly fitMsMax: number
  /** Pods that fit by that, over all classes, each for itself. */
  readonly fitCount: number
}

const TRIES = 300
/** More than fit. */
const FIT_MOST = 10_000_000

/** Times what-ifs on a fleet that holds `podsPerHost` pods a host. now: milliseconds. */
export function benchForks(hostCount: number, podsPerHost: number, now: () => number): ForkFigures {
  const engine = createEngine(benchFleet(hostCount))
  const requests = Array.from({ length: CLASS_COUNT }, (_, i) => benchRequest(i))
  requests.forEach((request, i) => {
    engine.observe({ atUs: 0, kind: 'component', game: `g${i}`, component: 'c', request })
  })
  const ask = (to: Engine, i: number, word: string, atUs: number): void => {
    const klass = i % CLASS_COUNT
    const { cpus, memoryMib } = requests[klass]
    const zone = `z${Math.floor(i / CLASS_COUNT / 10)}`
    const words = { game: `g${klass}`, zone, component: 'c', pod: `g${klass}/${zone}/${word}-${i}` }
    to.observe({ atUs, kind: 'request', ...words, cpus, memoryMib, cause: 'launch' })
  }
  const podCount = hostCount * podsPerHost
  for (let i = 0; i < podCount; i++) {
    ask(engine, i, 'c', i)
    engine.decide(i)
  }
  const timed = (fn: (fork: Engine, i: number) => void): number => {
    const times = Array.from({ length: TRIES }, (_, i) => {
      const begun = now()
      engine.withFork((fork) => fn(fork, i))
      return 1000 * (now() - begun)
    })
    return times.sort((a, b) => a - b)[TRIES / 2]
  }
  const emptyUs = timed(() => {})
  const placeUs = timed((fork, i) => {
    ask(fork, podCount + i, 'w', podCount)
    fork.decide(podCount)
  })
  let fitCount = 0
  const fitTimes = requests.map((_, i) => {
    const begun = now()
    fitCount += engine.fit({ game: `g${i}`, zone: 'new', component: 'c', most: FIT_MOST })
    return now() - begun
  })
  const [fitMs, fitMsMax] = [CLASS_COUNT / 2, CLASS_COUNT - 1].map((at) => fitTimes.sort((a, b) => a - b)[at])
  return { hostCount, podCount: engine.placedCount, emptyUs, placeUs, fitMs, fitMsMax, fitCount }
}
