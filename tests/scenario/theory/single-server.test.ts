import { describe, expect, it, vi } from 'vitest'
import { randomStream } from '../../../src/base/random.ts'
import type { DeliveryPeriod, RegistryModel } from '../../../src/model/delivery.ts'
import type { DurationRange, Scenario } from '../../../src/model/scenario.ts'
import { fleet } from '../../unit/simulator/make.ts'
import { type Job, jobName, jobScenario, MEAN_US, play, poisson, type Times } from './jobs.ts'
import { stayShared, waitMg1 } from './laws.ts'
import { agrees, expectLaw, intervalOf, meanOf, SEEDS } from './over-seeds.ts'

vi.setConfig({ testTimeout: 120_000 })

const LOAD = 0.7
const JOBS = 3000
const WARM_UP = 300
const fixed = (us: number): DurationRange => ({ fromUs: us, toUs: us })

/** The scheduler decides about one pod at a time, all else takes no time. */
function period(decideUs: DurationRange): DeliveryPeriod {
  const none = { bindUs: fixed(0), createUs: fixed(0), networkUs: fixed(0), startUs: fixed(0) }
  return { name: 'all', fromUs: 0, decideUs, ...none, status: { kind: 'watch', lagUs: fixed(0) }, pull: 'central' }
}

/** Pods that come at random and stay long enough to be delivered, where there is room for all. */
function passing(seed: number): readonly Job[] {
  return poisson(seed, JOBS, LOAD).map((startUs, index) => {
    return { name: jobName(index), startUs, endUs: startUs + 200 * MEAN_US }
  })
}

function played(seed: number, wishes: Partial<Scenario>): { readonly jobs: readonly Job[]; readonly times: Times } {
  const jobs = passing(seed)
  return { jobs, times: play(jobScenario(jobs, fleet(60), wishes), seed) }
}

/** From being wanted to being ready, in mean times of decision. */
function stays(seed: number, decideUs: DurationRange): readonly number[] {
  const { jobs, times } = played(seed, { delivery: [period(decideUs)] })
  const readyUs = jobs.map(({ name }) => times.ready.get(name) ?? Number.NaN)
  expect(readyUs.every((atUs, index) => index === 0 || atUs > readyUs[index - 1])).toBe(true)
  return jobs.slice(WARM_UP).map(({ startUs }, index) => (readyUs[WARM_UP + index] - startUs) / MEAN_US)
}

describe('pods that wait for the scheduler to decide', () => {
  it.each([
    ['M/D/1', fixed(MEAN_US), 1],
    ['M/G/1, uniform', { fromUs: 0, toUs: 2 * MEAN_US }, 4 / 3],
  ] as const)('%s: wait as long as Pollaczek and Khinchine say', (name, decideUs, meanOfSquares) => {
    const means = SEEDS.map((seed) => meanOf(stays(seed, decideUs)))
    expectLaw(`${name}, mean stay`, means, 1 + waitMg1(LOAD, 1, meanOfSquares), 0.1)
    // The law of the other spread is told apart.
    const other = meanOfSquares === 1 ? 4 / 3 : 1
    expect(agrees(intervalOf(means), 1 + waitMg1(LOAD, 1, other))).toBe(false)
  })
})

/** Sizes of images in units of what the uplink sends in one MEAN_US: a tenth are large, their mean is 1. */
const [SMALL, LARGE] = [0.5, 5.5]
const BYTES_PER_UNIT = 1_000_000

/** One image of its own for each game; the central registry's uplink is the one thing that is short. */
function registry(seed: number): { readonly model: RegistryModel; readonly sizes: readonly number[] } {
  const stream = randomStream(seed, 'sizes')
  const sizes = Array.from({ length: JOBS }, () => (stream.below(10) === 0 ? LARGE : SMALL))
  return {
    sizes,
    model: {
      uplink: BYTES_PER_UNIT * (1_000_000 / MEAN_US),
      regions: [{ region: 'r', link: null, mirror: null }],
      host: { down: 1e12, up: 1e12, unpack: 1e15, disk: 1e15 },
      layers: sizes.map((size, index) => ({ name: jobName(index), bytes: size * BYTES_PER_UNIT })),
      images: sizes.map((_, index) => ({ name: jobName(index), layers: [index], pushedUs: 0, isPreloaded: false })),
      use: sizes.map((_, index) => ({ game: jobName(index), component: 'logic', images: [index] })),
    },
  }
}

describe('images that share a link', () => {
  const pulls = SEEDS.map((seed) => {
    const { model, sizes } = registry(seed)
    const { times } = played(seed, { delivery: [period(fixed(0))], registry: model })
    const took = new Map(times.records.map(({ layer = '', tookUs = 0 }) => [layer, tookUs / MEAN_US]))
    expect(took.size).toBe(JOBS)
    const all = sizes.map((size, index) => ({ size, took: took.get(jobName(index)) ?? Number.NaN })).slice(WARM_UP)
    return { small: all.filter(({ size }) => size === SMALL), large: all.filter(({ size }) => size === LARGE) }
  })

  it('M/G/1-PS: take as long as their size over what the load leaves', () => {
    const mean = (which: 'small' | 'large') => pulls.map((pull) => meanOf(pull[which].map(({ took }) => took)))
    expectLaw('M/G/1-PS, small images', mean('small'), stayShared(LOAD, SMALL), 0.1)
    expectLaw('M/G/1-PS, large images', mean('large'), stayShared(LOAD, LARGE), 0.15)
  })
})
