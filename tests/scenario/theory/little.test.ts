import { describe, expect, it, vi } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { RegistryModel } from '../../../src/model/delivery.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { SeriesName } from '../../../src/model/run.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { busy } from '../../unit/simulator/busy.ts'
import { SEEDS } from './over-seeds.ts'

vi.setConfig({ testTimeout: 120_000 })

/**
 * Little's law for a whole run: the area under the number that is in a queue is the sum of the stays in it, exactly.
 * The number is the run's own series, sampled at every microsecond there is; the stays are read from its log.
 */
const QUEUES = ['waiting', 'placed', 'delivery'] as const

class Stays {
  readonly sums = { waiting: 0, placed: 0, delivery: 0 }
  readonly counts = { waiting: 0, placed: 0, delivery: 0 }
  readonly #since = { waiting: new Map<string, number>(), placed: new Map(), delivery: new Map() }

  enter(queue: keyof Stays['sums'], pod: string, atUs: number): void {
    expect(this.#since[queue].has(pod)).toBe(false)
    this.#since[queue].set(pod, atUs)
  }

  /** Nothing where it is not in that queue. */
  leave(queue: keyof Stays['sums'], pod: string, atUs: number): void {
    const sinceUs = this.#since[queue].get(pod)
    if (sinceUs === undefined) return
    this.#since[queue].delete(pod)
    this.sums[queue] += atUs - sinceUs
    this.counts[queue]++
  }

  end(atUs: number): void {
    for (const queue of QUEUES) for (const pod of [...this.#since[queue].keys()]) this.leave(queue, pod, atUs)
  }
}

function measured(wanted: Scenario, seed: number) {
  const stays = new Stays()
  const given = new Set<string>()
  const hear = (event: Event): void => {
    if (event.kind === 'request') stays.enter('waiting', event.pod, event.atUs)
    if (event.kind === 'ready') stays.leave('delivery', event.pod, event.atUs)
    if (event.kind !== 'release') return
    given.add(event.pod)
    stays.leave('waiting', event.pod, event.atUs)
  }
  const see = ({ kind, pod: { name }, atUs }: Decision): void => {
    if (kind === 'place') {
      stays.leave('waiting', name, atUs)
      stays.enter('placed', name, atUs)
      stays.enter('delivery', name, atUs)
    }
    if (kind !== 'release') return
    stays.leave('placed', name, atUs)
    stays.leave('delivery', name, atUs)
    if (!given.has(name)) stays.enter('waiting', name, atUs)
  }
  const simulation = startSimulation(wanted, { seed, profile: null, onEvent: hear, onDecision: see })
  while (!simulation.done) simulation.advance(10_000)
  stays.end(wanted.durationUs)
  const names = simulation.series.names
  const area = (wantedNames: readonly SeriesName[]): number => {
    let sum = 0
    // The last row is the end: nothing lasts from there on.
    for (const name of wantedNames)
      if (names.includes(name)) for (const n of simulation.series.column(name).slice(0, -1)) sum += n
    return sum
  }
  const delivery = area(['podsQueued', 'podsBinding', 'podsPulling', 'podsUnpacking', 'podsStarting'])
  const areas = { waiting: area(['podsPending']), placed: area(['podsPlaced']), delivery }
  return { areas, ...stays, summary: simulation.summary() }
}

/** Launches, ends, lost hosts and a fleet that fills up; a row of the series each microsecond. */
const each: Scenario = { ...busy, sampleIntervalUs: 1 }
const range = (fromUs: number, toUs: number) => ({ fromUs, toUs })
/** Layers of 600 bytes at 10 a microsecond in all. */
const registry: RegistryModel = {
  uplink: 1e7,
  regions: [{ region: 'r', link: null, mirror: null }],
  host: { down: 1e7, up: 1e7, unpack: 2e7, disk: 1e9 },
  layers: ['a', 'b', 'c'].map((name) => ({ name, bytes: 600 })),
  images: [0, 1].map((index) => ({ name: `i${index}`, layers: [index, 2], pushedUs: 0, isPreloaded: false })),
  use: [
    { game: 'new', component: 'logic', images: [0] },
    { game: 'world', component: 'logic', images: [1] },
  ],
}
const delivered: Scenario = {
  ...each,
  // A game that ran before has pods that are delivered already.
  games: each.games.filter(({ startUs }) => startUs >= 0),
  registry,
  delivery: [
    {
      name: 'all',
      fromUs: 0,
      decideUs: range(1, 9),
      bindUs: range(2, 20),
      createUs: range(0, 30),
      networkUs: range(5, 6),
      startUs: range(20, 60),
      status: { kind: 'watch', lagUs: range(0, 5) },
      pull: 'central',
    },
  ],
}

describe.each(SEEDS.slice(0, 4))("Little's law, seed %i", (seed) => {
  it('holds for pods that wait and for pods that are placed', () => {
    const { areas, sums, counts, summary } = measured(each, seed)
    expect(areas.waiting).toBe(sums.waiting)
    expect(areas.placed).toBe(sums.placed)
    expect(counts.waiting).toBeGreaterThan(100)
    expect(summary.placeWaitUs.max).toBeGreaterThan(500)
  })

  it('holds for pods on their way to readiness, over all stages together', () => {
    const { areas, sums, counts } = measured(delivered, seed)
    expect(areas).toEqual(sums)
    expect(counts.delivery).toBeGreaterThan(50)
  })
})
