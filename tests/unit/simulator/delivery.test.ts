import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { heardUs, seenUs } from '../../../simulator/world/status.ts'
import {
  DELIVERY_STAGES,
  type DeliveryPeriod,
  type RegistryModel,
  type RegistryRecord,
} from '../../../src/model/delivery.ts'
import type { Event } from '../../../src/model/event.ts'
import { DELIVERY_SERIES, SERIES } from '../../../src/model/run.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { busy, run } from './busy.ts'
import { component, fleet, game, scenario } from './make.ts'

const fixed = (us: number) => ({ fromUs: us, toUs: us })
const period = (wishes: Partial<DeliveryPeriod> = {}): DeliveryPeriod => ({
  name: 'all',
  fromUs: 0,
  decideUs: fixed(1000),
  bindUs: fixed(50),
  createUs: fixed(30),
  networkUs: fixed(20),
  startUs: fixed(400),
  status: { kind: 'watch', lagUs: fixed(5) },
  pull: 'central',
  ...wishes,
})
/** One layer of 1 MB, at 1 MB/s for each host and 2 MB/s in all; unpacked at 4 MB/s. */
const registry: RegistryModel = {
  uplink: 2e6,
  regions: [{ region: 'r', link: null, mirror: null }],
  host: { down: 1e6, up: 1e6, unpack: 4e6, disk: 1e9 },
  layers: [{ name: 'x', bytes: 1e6 }],
  images: [{ name: 'i', layers: [0], pushedUs: 0, isPreloaded: false }],
  use: [{ game: 'moba', component: 'logic', images: [0] }],
}
const three: Scenario = scenario({
  durationUs: 10_000_000,
  scalingIntervalUs: 10_000_000,
  sampleIntervalUs: 250_000,
  fleet: fleet(1),
  games: [game({ startUs: 0, components: [component({ podsMin: 3, cpus: 2 })] })],
  delivery: [period()],
  registry,
})

function played(wanted: Scenario, seed = 1, instantsMax = 1e9) {
  const events: Event[] = []
  const records: RegistryRecord[] = []
  const simulation = startSimulation(wanted, {
    seed,
    profile: null,
    onEvent: (event) => events.push(event),
    onRecord: (record) => records.push(record),
  })
  while (!simulation.done) simulation.advance(instantsMax)
  const columns = simulation.series.names.map((name) => [name, [...simulation.series.column(name)]])
  return { events, records, summary: simulation.summary(), columns: Object.fromEntries(columns) }
}

describe('delivery', () => {
  it('takes each stage in turn; the scheduler decides about one pod at a time, a host pulls an image once', () => {
    const { summary, events } = played(three)
    const [{ stagesUs, totalUs }] = summary.delivery ?? []
    expect(stagesUs.queue).toMatchObject({ count: 3, p50: 1000, max: 2000 })
    for (const [stage, us] of [
      ['decide', 1000],
      ['bind', 55],
      ['create', 30],
      ['network', 20],
      ['start', 400],
      ['ready', 5],
    ] as const)
      expect([stage, stagesUs[stage].p50, stagesUs[stage].max]).toEqual([stage, us, us])
    // The first hears of it at 1055; the others wait for the same pull, which each joins 1000 later.
    expect([stagesUs.pull.max, stagesUs.pull.p50]).toEqual([1_000_000, 999_000])
    expect([stagesUs.unpack.p50, totalUs.max]).toEqual([250_000, 1055 + 1_000_000 + 250_000 + 455])
    const ready = events.filter(({ kind }) => kind === 'ready')
    expect(ready.map(({ atUs }) => atUs)).toEqual(Array(3).fill(1_251_510))
    expect(summary.readyWaitUs.max).toBe(totalUs.max)
  })

  it('shows the pods of each stage and the bytes sent so far at each sample', () => {
    const { columns } = played(three)
    expect(columns.podsPulling.slice(0, 7)).toEqual([0, 3, 3, 3, 3, 0, 0])
    expect(columns.podsUnpacking.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 3, 0])
    expect(columns.podsQueued[0]).toBe(3)
    expect(columns.bytesFromCentral.slice(0, 5)).toEqual([0, 248_945, 498_945, 748_945, 998_945])
    expect(columns.bytesFromCentral.at(-1)).toBe(1e6)
  })

  it('is counted by the period in which the pod was placed', () => {
    const periods = [period({ name: 'slow', startUs: fixed(9000) }), period({ name: 'fast', fromUs: 3_000_000 })]
    const late = game({ name: 'late', startUs: 4_000_000, components: [component({ podsMin: 2, cpus: 2 })] })
    const { summary } = played({ ...three, games: [...three.games, late], delivery: periods })
    expect(
      summary.delivery?.map(({ period: name, stagesUs }) => [name, stagesUs.start.count, stagesUs.start.max]),
    ).toEqual([
      ['slow', 3, 9000],
      ['fast', 2, 400],
    ])
  })

  it('takes the newest image that is pushed, and pulls only what it lacks', () => {
    const layers = [...registry.layers, { name: 'y', bytes: 500_000 }]
    const second = { name: 'j', layers: [0, 1], pushedUs: 2_000_000, isPreloaded: false }
    const late = game({ name: 'late', startUs: 4_000_000 })
    const { records } = played({
      ...three,
      games: [...three.games, late],
      registry: {
        ...registry,
        layers,
        images: [...registry.images, second],
        use: ['late', 'moba'].map((name) => ({ game: name, component: 'logic', images: [0, 1] })),
      },
    })
    expect(records.map(({ kind, image, layer }) => [kind, image, layer])).toEqual([
      ['pull', 'i', 'x'],
      ['push', 'j', undefined],
      ['pull', 'j', 'y'],
    ])
  })
})

describe('a pod that ends', () => {
  it('leaves its layers to those that come, and they make room where there is none', () => {
    const early = game({ endUs: 3_000_000, components: [component({})] })
    const late = game({ name: 'late', startUs: 4_000_000, components: [component({})] })
    const wanted = {
      ...three,
      games: [early, late],
      registry: {
        ...registry,
        host: { ...registry.host, disk: 1_500_000 },
        layers: [...registry.layers, { name: 'y', bytes: 1e6 }],
        images: [...registry.images, { name: 'j', layers: [1], pushedUs: 0, isPreloaded: false }],
        use: [{ game: 'late', component: 'logic', images: [1] }, ...registry.use],
      },
    }
    const { records } = played(wanted)
    expect(records.map(({ kind, layer }) => [kind, layer])).toEqual([
      ['pull', 'x'],
      ['evict', 'x'],
      ['pull', 'y'],
    ])
    const kept = played({ ...wanted, games: [{ ...early, endUs: null }, late] })
    expect(kept.records.some(({ kind }) => kind === 'evict')).toBe(false)
  })
})

/** Everything of `busy` at work, with stages, hosts that die on the way, and a registry that is slow. */
const busyDelivered: Scenario = {
  ...busy,
  hostFaults: [
    ...['h000', 'h001', 'h002'].map((host) => ({ atUs: 700, host, downUs: 900 })),
    { atUs: 2000, host: 'h003', downUs: 300 },
    ...busy.hostFaults,
  ],
  delivery: [
    period({ decideUs: { fromUs: 0, toUs: 3 }, startUs: { fromUs: 5, toUs: 50 }, pull: 'peers' }),
    period({ name: 'later', fromUs: 9000, decideUs: fixed(0), status: { kind: 'poll', everyUs: 50, perHostUs: 2 } }),
  ],
  registry: {
    ...registry,
    uplink: 5e9,
    host: { down: 1e8, up: 1e8, unpack: 1e9, disk: 3e5 },
    layers: ['a', 'b', 'c'].map((name) => ({ name, bytes: 1e5 })),
    images: [
      { name: 'i', layers: [0, 1], pushedUs: 0, isPreloaded: false },
      { name: 'j', layers: [0, 2], pushedUs: 4000, isPreloaded: false },
    ],
    use: ['new', 'old', 'world'].flatMap((name) =>
      ['db', 'logic'].map((part) => ({ game: name, component: part, images: [0, 1] })),
    ),
  },
}

describe('a run with hosts that are lost on the way', () => {
  it('is the same however it is cut into slices', () => {
    const whole = played(busyDelivered)
    expect(played(busyDelivered, 1, 1)).toEqual(whole)
    expect(whole.summary.registry?.layersPulled).toBeGreaterThan(10)
    expect(whole.records.some(({ kind }) => kind === 'break')).toBe(true)
  })

  it('counts as many pods delivered as became ready, each at the sum of its stages', () => {
    const { summary } = played(busyDelivered)
    const delivered = (summary.delivery ?? []).reduce((sum, { totalUs }) => sum + totalUs.count, 0)
    expect(delivered).toBe(summary.readyWaitUs.count)
    for (const { stagesUs } of summary.delivery ?? [])
      for (const stage of DELIVERY_STAGES) expect(stagesUs[stage].p50).toBeGreaterThanOrEqual(0)
  })

  it('sends what came to hosts or broke off on the way', () => {
    const { summary, records, columns } = played(busyDelivered)
    const came = records.filter(({ kind }) => kind === 'pull' || kind === 'break')
    const bytes = came.reduce((sum, one) => sum + one.bytes, 0)
    const { bytesFromCentral = 0, bytesFromMirrors = 0, bytesFromPeers = 0 } = summary.registry ?? {}
    expect(Math.abs(bytesFromCentral + bytesFromMirrors + bytesFromPeers - bytes)).toBeLessThan(came.length)
    expect(columns.bytesFromPeers.at(-1)).toBe(bytesFromPeers)
  })

  it('is another run than without stages only in when pods are ready', () => {
    const plain = run(busy, 1)
    const placed = (events: readonly Event[]) => events.filter(({ kind, atUs }) => kind !== 'ready' && atUs === 0)
    expect(placed(played(busyDelivered).events)).toEqual(placed(plain.events))
    expect(plain.simulation.series.names).toEqual(SERIES)
    expect(played(busyDelivered).columns).toHaveProperty(DELIVERY_SERIES[0])
  })
})

describe('polling', () => {
  const status = { kind: 'poll', everyUs: 1000, perHostUs: 30 } as const
  it('hears at the next turn of the host, turns spread over the interval', () => {
    expect([0, 1, 2, 3].map((host) => heardUs(status, 250, host, 4, 0))).toEqual([1000, 250, 500, 750])
    expect(heardUs(status, 251, 1, 4, 0)).toBe(1250)
  })

  it('asks host after host, and no faster than it gets through them', () => {
    expect(seenUs(status, 90, 3, 10, 0)).toBe(120)
    expect(seenUs(status, 91, 3, 10, 0)).toBe(1120)
    expect(seenUs(status, 91, 3, 100, 0)).toBe(3120)
  })
})
