import { describe, expect, it, vi } from 'vitest'
import { type Draw, exponential, type Job, jobName, jobScenario, play, poisson, slots, uniform } from './jobs.ts'
import { erlangB } from './laws.ts'
import { expectLaw, SEEDS } from './over-seeds.ts'

vi.setConfig({ testTimeout: 120_000 })

/** M/G/c/c: who finds no room goes at once. */
const C = 8
const OFFERED = 6.4
const JOBS = 3000
const WARM_UP = 300

/** Jobs that end after their time of service, or at once where all slots are taken when they come. */
function jobsOf(arrivals: readonly number[], service: readonly number[]): readonly (Job & { isLost: boolean })[] {
  let ends: number[] = []
  return arrivals.map((startUs, index) => {
    ends = ends.filter((endUs) => endUs > startUs)
    const isLost = ends.length === C
    const endUs = startUs + (isLost ? 1 : service[index])
    if (!isLost) ends.push(endUs)
    return { name: jobName(index), startUs, endUs, isLost }
  })
}

/** Share of jobs that found no room, by the run; each is placed when it comes or never. */
function lost(seed: number, service: Draw): number {
  const jobs = jobsOf(poisson(seed, JOBS, OFFERED), service(seed, JOBS))
  const { placed } = play(jobScenario(jobs, slots(C)), seed)
  for (const { name, startUs, isLost } of jobs)
    expect([name, placed.get(name)]).toEqual([name, isLost ? undefined : startUs])
  const counted = jobs.slice(WARM_UP)
  return counted.filter(({ name }) => !placed.has(name)).length / counted.length
}

describe('pods that do not wait', () => {
  it.each([
    ['exponential', exponential],
    ['uniform', uniform],
  ] as const)('find no room as often as Erlang B says, their stay being %s', (name, service) => {
    const shares = SEEDS.map((seed) => lost(seed, service))
    expectLaw(`M/G/8/8, ${name}, share lost`, shares, erlangB(C, OFFERED), 0.1)
  })
})
