import { describe, expect, it } from 'vitest'
import { compareFigures } from '../../../simulator/planner/comparison.ts'
import { pairedDifference } from '../../../simulator/planner/paired.ts'
import { diffPlacements, PlacementLog } from '../../../simulator/planner/placement-diff.ts'
import { type Held, HeldCounter, numaCountOf } from '../../../simulator/record/held.ts'
import { Occupancy } from '../../../simulator/record/occupancy.ts'
import { LOOKS, type MeasuredDecision, type RunFigures, RunMeasure } from '../../../simulator/record/run-measure.ts'
import { type StrandedCause, strandedCpus, type TypicalShape } from '../../../simulator/record/stranded.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import { BARE } from '../bare-holding.ts'
import { component, fleet } from './make.ts'

const SHAPE: TypicalShape = { cpus: 3, memoryMib: 1, diskMib: 0, ioKibps: 0, network: 'bridge', numa: 'preferred' }
const HELD: Held = {
  host: 0,
  cpus: [0, 0],
  cpuMilli: 0,
  memoryMib: [0, 0],
  disk: -1,
  diskMib: 0,
  ioKibps: 0,
  vfNuma: -1,
  pools: [0],
}

describe('stranded Cpus of one host of 8 + 8', () => {
  const NOTHING = { cpu: 0, numa: 0, memory: 0, vf: 0, ip: 0, disk: 0 }

  function stranded(held: Partial<Held>, shape: Partial<TypicalShape>, more: Partial<Fleet> = {}): unknown {
    const occupancy = new Occupancy({ ...fleet(1), ...more })
    occupancy.hold({ ...HELD, ...held })
    return strandedCpus(occupancy, [{ ...SHAPE, ...shape }])
  }

  it.each<readonly [string, Partial<Held>, Partial<TypicalShape>, Partial<Record<StrandedCause, number>>]>([
    ['16 free take five pods of 3 and leave one Cpu', {}, {}, { cpu: 1 }],
    ['on one NumaNode each two and two: a fifth is lost', {}, { numa: 'single' }, { cpu: 1, numa: 3 }],
    ['nothing is left of a full host', { cpus: [8, 8] }, {}, {}],
    ['2 Mi free take two of five', { memoryMib: [32768, 32766] }, {}, { cpu: 1, memory: 9 }],
    [
      'memory beside full Cpus helps no single pod',
      { memoryMib: [32768, 0] },
      { numa: 'single' },
      { cpu: 1, numa: 3, memory: 6 },
    ],
    ['4 VFs take four of five', {}, { network: 'sriov' }, { cpu: 1, vf: 3 }],
    ['VFs are on NumaNode 0 alone', {}, { network: 'sriov', numa: 'single' }, { cpu: 1, numa: 3, vf: 6 }],
    ['a disk takes two', {}, { diskMib: 500_000 }, { cpu: 1, disk: 9 }],
    ['its IO share one', {}, { diskMib: 1, ioKibps: 600_000 }, { cpu: 1, disk: 12 }],
    ['memory booked twice takes all five, not more', { memoryMib: [32768, 99999] }, {}, { cpu: 1, memory: 15 }],
    ['nor any where no Cpus are free', { cpus: [8, 8], memoryMib: [32768, 99999] }, {}, {}],
    ['shared Cpus are rounded up and taken off', { cpuMilli: 1500 }, {}, { cpu: 2 }],
  ])('%s', (_, held, shape, expected) => {
    expect(stranded(held, shape)).toEqual({ ...NOTHING, ...expected })
  })

  it('counts addresses: two are free, so three of five pods are lost', () => {
    const pools = [{ name: 'p', segment: 's', ranges: ['10.0.0.10-10.0.0.12'], boundTo: { modules: ['m'] } }]
    expect(stranded({}, {}, { pools })).toEqual({ ...NOTHING, cpu: 1, ip: 9 })
  })

  it('counts the VFs of each NumaNode: the one on NumaNode 1 is held, two on NumaNode 0 are free', () => {
    const [host] = fleet(1).hosts
    const nics = [
      { name: 'a', numa: 0, vfs: 2 },
      { name: 'b', numa: 1, vfs: 1 },
    ]
    const held = { cpus: [6, 0], vfNuma: 1 }
    const expected = { ...NOTHING, cpu: 1, numa: 3, vf: 6 }
    expect(stranded(held, { network: 'sriov', numa: 'single' }, { hosts: [{ ...host, nics }] })).toEqual(expected)
  })

  it('is the mean over shapes; shapes without exclusive Cpus, cordoned hosts and lost ones are left out', () => {
    const occupancy = new Occupancy(fleet(3))
    const shapes = [SHAPE, { ...SHAPE, cpus: 5 }, { ...SHAPE, cpus: 0 }, { ...SHAPE, cpus: 16 }]
    expect(strandedCpus(occupancy, shapes)).toEqual({ ...NOTHING, cpu: (3 * (1 + 1 + 0)) / 3 })
    occupancy.rooms[0].isUp = false
    occupancy.rooms[1].isCordoned = true
    expect(strandedCpus(occupancy, shapes)).toEqual({ ...NOTHING, cpu: 2 / 3 })
    expect(strandedCpus(occupancy, [])).toEqual(NOTHING)
  })
})

describe('what is held', () => {
  it('counts the NumaNodes of Cpus, memory and VF', () => {
    expect(numaCountOf({ ...HELD, cpus: [2, 0], memoryMib: [5, 0] })).toBe(1)
    expect(numaCountOf({ ...HELD, cpus: [2, 0], memoryMib: [0, 5] })).toBe(2)
    expect(numaCountOf({ ...HELD, cpus: [2, 0], memoryMib: [5, 0], vfNuma: 1 })).toBe(2)
  })

  it('is counted by NumaNode, a VF where its NIC is', () => {
    const [host] = fleet(1).hosts
    const nics = [
      { name: 'a', numa: 0, vfs: 2 },
      { name: 'b', numa: 1, vfs: 1 },
    ]
    const counter = new HeldCounter({ ...fleet(1), hosts: [{ ...host, nics }] })
    const holding = { ...BARE, host: 0, cpus: [6, 7, 8], memoryMib: [0, 70], disk: 0, diskMib: 5, ioKibps: 6, pool: 3 }
    const held = { ...HELD, cpus: [2, 1], memoryMib: [0, 70], disk: 0, diskMib: 5, ioKibps: 6, pools: [3] }
    expect(counter.count(holding)).toEqual(held)
    expect([0, 1, 2].map((vf) => counter.count({ ...holding, vf }).vfNuma)).toEqual([0, 0, 1])
  })
})

describe('figures of a run', () => {
  const END_US = 1000 * LOOKS
  const placed = (atUs: number, pod: string, host: number, cause = 'launch'): MeasuredDecision => {
    return { atUs, kind: 'place', pod, cause, holding: { ...BARE, host, cpus: [0, 8], memoryMib: [0, 0] } }
  }
  const words = { game: 'g', zone: 'z', component: 'c', cpus: 2, memoryMib: 1, cause: 'launch' as const }

  /** Two pods from 0 and from a quarter on; at half the first one's host is lost and it moves; a third never fits. */
  function story(): RunFigures {
    const measure = new RunMeasure(fleet(3), END_US)
    const { request } = component({ cpus: 3, memoryMib: 1 })
    measure.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request })
    measure.observe({ atUs: 0, kind: 'request', pod: 'a', ...words })
    measure.decide(placed(0, 'a', 0))
    measure.observe({ atUs: 10, kind: 'request', pod: 'b', ...words })
    measure.observe({ atUs: 10, kind: 'request', pod: 'c', ...words })
    measure.decide({ atUs: 10, kind: 'refuse', pod: 'c', cause: 'launch', holding: null })
    measure.decide(placed(END_US / 4, 'b', 1))
    measure.observe({ atUs: END_US / 2, kind: 'host-lost', host: 'h000' })
    measure.decide({ atUs: END_US / 2, kind: 'release', pod: 'a', cause: 'host-lost', holding: null })
    const whole = { ...BARE, host: 1, cpus: [1, 2], memoryMib: [0, 0] }
    measure.decide({ ...placed(END_US / 2 + 3, 'a', 1, 'recover'), holding: whole })
    measure.decide({ ...placed(END_US - 1, 'b', 2, 'drain'), kind: 'migrate' })
    return measure.finish()
  }

  it('are those counted by hand', () => {
    const figures = story()
    // One host for a quarter, two for the next, then one; the migrate is too late for a look.
    expect(figures.hostsInUse).toBeCloseTo(1.25, 1)
    expect(figures.hostsInUseMax).toBe(2)
    // One split pod for a quarter, two for the next, then one of two: 0.25 + 0.5 + 0.5 of 0.25 + 0.5 + 1.
    expect(figures.splitPercent).toBeCloseTo((100 * 1.25) / 1.75, 0)
    expect(figures.refusals).toBe(1)
    expect(figures.waitUsP99).toBe(END_US / 4 - 10)
    expect(figures.moves).toBe(2)
    expect(figures.waiting).toBe(1)
  })

  it('look at an instant after all that happens in it', () => {
    const measure = new RunMeasure(fleet(1), END_US)
    measure.observe({ atUs: 0, kind: 'request', pod: 'a', ...words })
    measure.decide(placed(0, 'a', 0))
    expect(measure.finish().hostsInUse).toBe(1)
  })

  it('look at stranded Cpus over time: 16 leave 1 beside pods of 3, 14 leave 2, a lost host none', () => {
    const { strandedCpus: by, strandedCpusAll } = story()
    // Hosts of 14, 16, 16; 14, 14, 16; then the first is lost: 12 (no rest), 16 for a half.
    expect(by.cpu).toBeCloseTo((2 + 1 + 1) / 4 + (2 + 2 + 1) / 4 + (0 + 1) / 2, 1)
    expect(strandedCpusAll).toBe(by.cpu)
  })
})

describe('a paired difference', () => {
  it('has the interval of Student: 1, 2, 3, 4, 5 have mean 3 and s² 2.5, t is 2.776', () => {
    const { mean, interval, isDistinguishable } = pairedDifference([1, 2, 3, 4, 5])
    expect(mean).toBe(3)
    expect(interval?.[0]).toBeCloseTo(3 - 2.776 * Math.sqrt(0.5), 12)
    expect(interval?.[1]).toBeCloseTo(3 + 2.776 * Math.sqrt(0.5), 12)
    expect(isDistinguishable).toBe(true)
  })

  it('is not distinguishable while 0 lies inside', () => {
    expect(pairedDifference([-3, 1, 2, 3]).isDistinguishable).toBe(false)
    expect(pairedDifference([-1, -2, -3, -4, -5]).isDistinguishable).toBe(true)
  })

  it('of one pair has no interval, of equal ones one without width', () => {
    expect(pairedDifference([7])).toEqual({ mean: 7, interval: null, isDistinguishable: false })
    expect(pairedDifference([7, 7])).toEqual({ mean: 7, interval: [7, 7], isDistinguishable: true })
    expect(pairedDifference([0, 0, 0])).toEqual({ mean: 0, interval: [0, 0], isDistinguishable: false })
  })

  it('takes the wider of two tabulated points: 35 differences have 34 degrees and the point of 30', () => {
    const { interval } = pairedDifference(Array.from({ length: 35 }, (_, i) => i % 5))
    const half = 2.042 * Math.sqrt((35 * 2) / 34 / 35)
    expect(interval?.[1]).toBeCloseTo(2 + half, 12)
  })
})

describe('a placement diff', () => {
  function log(...stays: readonly (readonly [string, number, string])[]): PlacementLog {
    const made = new PlacementLog()
    for (const [pod, atUs, host] of stays) made.note(pod, atUs, host)
    return made
  }

  it('counts pods that lie elsewhere and those of one run alone, earliest first', () => {
    const a = log(['p', 1, 'x'], ['q', 5, 'x'], ['r', 2, 'x'], ['r', 9, 'y'], ['s', 7, 'x'])
    const b = log(['p', 3, 'x'], ['q', 4, 'y'], ['r', 2, 'x'], ['r', 8, 'z'], ['t', 6, 'x'])
    expect(diffPlacements(a, b, 3)).toEqual({
      both: 3,
      onlyA: 1,
      onlyB: 1,
      elsewhere: 2,
      first: [
        { pod: 'q', atUs: 4, a: 'x', b: 'y' },
        { pod: 't', atUs: 6, a: null, b: 'x' },
        { pod: 's', atUs: 7, a: 'x', b: null },
      ],
    })
  })

  it('finds a move that one run alone made', () => {
    const { elsewhere, first } = diffPlacements(log(['p', 1, 'x'], ['p', 4, 'y']), log(['p', 1, 'x']), 9)
    expect([elsewhere, first]).toEqual([1, [{ pod: 'p', atUs: 4, a: 'y', b: null }]])
  })
})

it('compares each figure over the pairs that have it', () => {
  const bare = new RunMeasure(fleet(1), 1).finish()
  const pairs = [
    { a: { ...bare, refusals: 4, waitUsP99: 2e6 }, b: { ...bare, refusals: 7, waitUsP99: 5e6 } },
    { a: { ...bare, refusals: 2, waitUsP99: null }, b: { ...bare, refusals: 5 } },
  ]
  const byName = new Map(compareFigures(pairs).map((figure) => [figure.name, figure]))
  expect(byName.get('refusals')).toMatchObject({ a: 3, b: 6, difference: { mean: 3, interval: [3, 3] } })
  expect(byName.get('wait p99')).toMatchObject({ a: 2, b: 5, unit: 's', difference: { mean: 3, interval: null } })
  expect(byName.get('pods split over NumaNodes')).toEqual({
    name: 'pods split over NumaNodes',
    unit: '%',
    a: null,
    b: null,
    difference: null,
    verdict: 'not measured',
  })
})
