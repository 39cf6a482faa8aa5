import { describe, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import {
  type Draw,
  exponential,
  type Job,
  jobName,
  jobScenario,
  MEAN_US,
  play,
  poisson,
  slots,
  uniform,
} from './jobs.ts'
import { erlangC, waitMmc } from './laws.ts'
import { agrees, expectLaw, intervalOf, meanOf, SEEDS } from './over-seeds.ts'

vi.setConfig({ testTimeout: 120_000 })

/** M/M/c: pods wait for room. 6.4 pods are served at a time on average, where 8 have room. */
const C = 8
const OFFERED = 6.4
const JOBS = 3000
/** Not counted: the fleet is empty at first. */
const WARM_UP = 300

/**
 * A scenario says when a game ends, a queue how long one is served. Whoever ends when they would if all were taken in
 * the order of their coming, is served as long as drawn if and only if the run takes them in that order: `late` counts
 * those whose place and time of service do not come to their end. By induction over time there is one such schedule.
 */
function schedule(arrivals: readonly number[], service: readonly number[]): readonly Job[] {
  const free = new Array<number>(C).fill(0)
  return arrivals.map((startUs, index) => {
    const next = free.indexOf(Math.min(...free))
    free[next] = Math.max(startUs, free[next]) + service[index]
    return { name: jobName(index), startUs, endUs: free[next] }
  })
}

interface Faults {
  readonly service?: Draw
  readonly lost?: (index: number) => boolean
  readonly create?: (on: Fleet) => Engine
}

/** Of one seed: waits in mean times of service, the share that waited, and that waited longer than one such time. */
function waits(seed: number, { service = exponential, lost = () => false, create = createEngine }: Faults = {}) {
  const drawn = service(seed, JOBS)
  const jobs = schedule(poisson(seed, JOBS, OFFERED), drawn).filter((_, index) => !lost(index))
  const { asked, placed } = play(jobScenario(jobs, slots(C)), seed, create)
  let late = 0
  const counted: number[] = []
  for (const { name, startUs, endUs } of jobs) {
    const placedUs = placed.get(name) ?? Infinity
    if (asked.get(name) !== startUs || placedUs + drawn[Number(name.slice(1))] !== endUs) late++
    if (Number(name.slice(1)) >= WARM_UP) counted.push((placedUs - startUs) / MEAN_US)
  }
  const share = (holds: (wait: number) => boolean): number => counted.filter(holds).length / counted.length
  return { late, mean: meanOf(counted), some: share((wait) => wait > 0), long: share((wait) => wait > 0.5) }
}

describe('pods that wait for room', () => {
  const runs = SEEDS.map((seed) => waits(seed))

  it('are served in the order of their coming, each as long as drawn', () => {
    expect(runs.map(({ late }) => late)).toEqual(SEEDS.map(() => 0))
  })

  it('wait as often as Erlang C says, as long as M/M/c says, and as that law spreads', () => {
    expectLaw(
      'M/M/8, share that waits',
      runs.map(({ some }) => some),
      erlangC(C, OFFERED),
      0.1,
    )
    expectLaw(
      'M/M/8, mean wait',
      runs.map(({ mean }) => mean),
      waitMmc(C, OFFERED),
      0.3,
    )
    const long = erlangC(C, OFFERED) * Math.exp(-(C - OFFERED) * 0.5)
    expectLaw(
      'M/M/8, share that waits over half a service',
      runs.map((run) => run.long),
      long,
      0.2,
    )
  })
})

describe('a fault that is planted shows', () => {
  it('times of service that are not exponential', () => {
    const means = SEEDS.map((seed) => waits(seed, { service: uniform }).mean)
    expect(agrees(intervalOf(means), waitMmc(C, OFFERED))).toBe(false)
  })

  it('one arrival in ten that is lost', () => {
    const runs = SEEDS.map((seed) => waits(seed, { lost: (index) => index % 10 === 7 }))
    expect(agrees(intervalOf(runs.map(({ some }) => some)), erlangC(C, OFFERED))).toBe(false)
    expect(runs.every(({ late }) => late > 0)).toBe(true)
  })

  it('the last to come being the first to be served', () => {
    const lastFirst = (on: Fleet): Engine => {
      const engine = createEngine(on)
      const { observe } = engine
      return Object.assign(engine, {
        observe(event: Parameters<Engine['observe']>[0]) {
          observe.call(engine, event.kind === 'request' ? { ...event, atUs: 1e15 - event.atUs } : event)
        },
      })
    }
    const runs = SEEDS.slice(0, 3).map((seed) => waits(seed, { create: lastFirst }))
    expect(runs.every(({ late }) => late > 0)).toBe(true)
  })
})
