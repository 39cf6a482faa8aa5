import { describe, expect, it } from 'vitest'
import {
  capacityCurve,
  demandBounds,
  exhaustionOf,
  gameCosts,
  idleCosts,
} from '../../../simulator/planner/fleet-figures.ts'
import { type RunDetail, runPlanned } from '../../../simulator/planner/planned-run.ts'
import { FleetUse } from '../../../simulator/record/fleet-use.ts'
import { GameHoursCount } from '../../../simulator/record/game-hours.ts'
import { fill } from '../../../simulator/what-if/fill.ts'
import { US_PER_HOUR } from '../../../src/base/units.ts'
import { html } from '../../../src/cli/plan-fleet/report/html.ts'
import { reportHtml } from '../../../src/cli/plan-fleet/report/report-html.ts'
import { createEngine } from '../../../src/engine/engine.ts'
import type { FleetPlan } from '../../../src/model/fleet-plan.ts'
import type { Decision, Holding } from '../../../src/model/holding.ts'
import { BARE } from '../bare-holding.ts'
import { component, curve, fleet, game, scenario } from './make.ts'

const pod = (name: string, of = 'moba') => ({ name, game: of, zone: 'z', component: 'logic' })
const holds = (host: number, cpus: number, memoryMib: number): Holding => ({
  ...BARE,
  host,
  cpus: Array.from({ length: cpus }, (_, i) => i),
  memoryMib: [memoryMib, 0],
})
const decision = (atUs: number, kind: 'place' | 'release', holding: Holding, name = 'a', of = 'moba'): Decision =>
  ({ seq: 1, atUs, pod: pod(name, of), profile: '', cause: 'launch', kind, holding }) as Decision

describe('what runs out', () => {
  const use = () => new FleetUse(scenario({ fleet: fleet(2) }))

  it('is told with the first instant at which 95 % of what is up is held', () => {
    const followed = use()
    followed.decide(decision(10, 'place', holds(0, 16, 1000)))
    followed.decide(decision(20, 'place', holds(1, 14, 1000), 'b'))
    expect(followed.uses().find(({ resource }) => resource === 'cpus')).toEqual({
      idc: 'i',
      resource: 'cpus',
      peakPercent: 93.75,
      outUs: null,
      refusedUs: null,
    })
    followed.decide(decision(30, 'place', holds(1, 2, 1000), 'c'))
    expect(followed.uses()[0]).toMatchObject({ peakPercent: 100, outUs: 30 })
  })

  it('counts a host that is lost as gone, and what was held there only as long as it is', () => {
    const followed = use()
    followed.decide(decision(10, 'place', holds(0, 8, 1000)))
    followed.observe({ atUs: 20, kind: 'host-lost', host: 'h000' })
    followed.decide(decision(20, 'release', holds(0, 8, 1000)))
    followed.decide(decision(20, 'place', holds(1, 8, 1000)))
    expect(followed.uses()[0]).toMatchObject({ peakPercent: 50 })
    expect(followed.demand()[0].amounts.slice(0, 2)).toEqual([8, 1000])
  })

  it('is told of a refusal by what would be nearest', () => {
    const followed = use()
    const refused = { ...decision(40, 'place', holds(0, 1, 1)), kind: 'refuse', action: 'place', reasons: [] }
    followed.decide({ ...refused, nearest: { resource: 'vf', amount: 1, hosts: 2 } } as unknown as Decision)
    expect(followed.uses()).toEqual([{ idc: 'i', resource: 'vf', peakPercent: 0, outUs: null, refusedUs: 40 }])
  })
})

describe('what games hold', () => {
  const hour = US_PER_HOUR
  const counted = () => new GameHoursCount(fleet(2), 5 * hour, { prices: [1, 3], monthUs: 2 * hour, months: 2 })

  it('is an area by month, at the price of its host, and adds up with what is free', () => {
    const hours = counted()
    hours.decide(decision(0, 'place', holds(0, 4, 100)))
    hours.decide(decision(hour, 'place', holds(1, 8, 100), 'b', 'chess'))
    hours.decide(decision(hour, 'place', holds(1, 3, 100), 'c'))
    hours.decide(decision(hour, 'release', holds(1, 3, 100), 'c'))
    hours.decide(decision(3 * hour, 'release', holds(0, 4, 100)))
    hours.sample(5 * hour, [{ name: 'chess' }], [{ cpusUsedMilli: 2000 }])
    const { games, idle } = hours.finish()
    // No shape was declared, so nothing is stranded.
    const none = { cpuHoursStranded: 0, costStranded: 0 }
    expect(games).toEqual([
      { game: 'chess', month: 0, cpuHoursHeld: 8, cpuHoursUsed: 4, cost: 24, ...none },
      { game: 'chess', month: 1, cpuHoursHeld: 24, cpuHoursUsed: 6, cost: 72, ...none },
      { game: 'moba', month: 0, cpuHoursHeld: 8, cpuHoursUsed: 0, cost: 8, ...none },
      { game: 'moba', month: 1, cpuHoursHeld: 4, cpuHoursUsed: 0, cost: 4, ...none },
    ])
    const all = idle.map(({ cpuHoursFree, cpuHoursStranded }) => cpuHoursFree + cpuHoursStranded)
    expect(all).toEqual([64 - 16, 96 - 28])
  })

  it('shares what is stranded on a host out among the games there, and an empty one to none', () => {
    const hours = counted()
    const { request } = component({ cpus: 5, memoryMib: 1 })
    const shape = { ...request, numa: 'preferred' } as const
    hours.observe({ atUs: 0, kind: 'component', game: 'moba', component: 'logic', request: shape })
    // Of host 1's 16 Cpus 9 and 3 are held: 4 are free, no pod of 5 fits. On host 0 three fit and one Cpu is left over.
    hours.decide(decision(0, 'place', holds(1, 9, 100)))
    hours.decide(decision(0, 'place', holds(1, 3, 100), 'b', 'chess'))
    hours.sample(2 * hour, [], [])
    hours.sample(5 * hour, [], [])
    const { games, idle } = hours.finish()
    // Each Cpu at the price of its host.
    expect(idle.map(({ cpuHoursStranded, costStranded }) => [cpuHoursStranded, costStranded])).toEqual([
      [2 * 5, 2 * (1 + 4 * 3)],
      [3 * 5, 3 * (1 + 4 * 3)],
    ])
    const told = [{ games, idle } as unknown as RunDetail]
    expect(idleCosts(told, gameCosts(told), [200, 300])).toMatchObject([
      { costStranded: 26, costFree: 200 - 26 - 2 * 12 * 3 },
      { costStranded: 39, costFree: 300 - 39 - 3 * 12 * 3 },
    ])
    expect(
      games.map(({ game: name, cpuHoursStranded, costStranded }) => [name, cpuHoursStranded, costStranded]),
    ).toEqual([
      ['chess', 2 * 1, 2 * 1 * 3],
      ['chess', 3 * 1, 3 * 1 * 3],
      ['moba', 2 * 3, 2 * 3 * 3],
      ['moba', 3 * 3, 3 * 3 * 3],
    ])
  })

  it('of a run is what its series says, and costs with what is idle as much as the hosts', () => {
    const made = scenario({
      durationUs: 20 * hour,
      scalingIntervalUs: hour,
      sampleIntervalUs: hour,
      games: [game({ peakPlayers: 4000, curve: curve([0.2, 1, 0.5], 'hold', 4 * hour) })],
      goal: { refusedPermille: 1000, seedsPercent: 100 },
    })
    const by = { monthUs: 30 * hour, months: 1, stretchesUs: [0], places: made.fleet.hosts }
    const detail = { prices: [2, 2, 2, 2], ...by }
    const details = [1, 2].map((seed) => runPlanned(made, { seed, profile: null, detail }).detail)
    const known = details.flatMap((each) => (each === undefined ? [] : [each]))
    const [cost] = gameCosts(known)
    expect(cost).toMatchObject({ game: 'moba', month: 0, cost: 2 * cost.cpuHoursHeld })
    expect(cost.cpuHoursHeld).toBeGreaterThan(20)
    const [idle] = idleCosts(known, [cost], [2 * 64 * 20])
    expect(cost.cpuHoursHeld + idle.cpuHoursFree + idle.cpuHoursStranded).toBeCloseTo(64 * 20, 6)
    expect(cost.cost + idle.costFree + idle.costStranded).toBeCloseTo(2 * 64 * 20, 6)
    const points = capacityCurve(known, known)
    expect(Math.max(...points.map(({ p90 }) => p90))).toBe(known[0].demand[0].amounts[0])
    expect(exhaustionOf('planned', known)[0]).toMatchObject({ resource: 'cpus', seeds: 0, firstUs: null })
    const each = [[16, 65536, 1048576, 4, 0, 0, 0]]
    const bound = (capacity: number) =>
      demandBounds(known, 2, () => ({ capacityAt: () => [capacity, 1e6, 1e7, 40, 0, 0, 0], each, planned: 0 }))[0]
    const peak = known[0].demand[0].amounts[0]
    expect(bound(peak - 1)).toMatchObject({ resource: 'cpus', demand: peak, addAtLeast: 1, freeAtMost: 0 })
    expect(bound(peak + 33)).toMatchObject({ addAtLeast: 0, freeAtMost: 2 })
  })
})

const asks = (cpus: number, us = 0) => {
  const [amounts, atUs] = [cpus, us].map((each) => [each, 0, 0, 0, 0, 0, 0])
  return { demand: [{ idcs: ['i'], amounts, atUs }] } as unknown as RunDetail
}

describe('the bound of a plan', () => {
  const bound = (needed: number) =>
    demandBounds([asks(300), asks(100), asks(200)], needed, () => ({
      capacityAt: () => [96, 0, 0, 0, 0, 0, 0],
      each: [
        [16, 0, 0, 0, 0, 0, 0],
        [32, 0, 0, 0, 0, 0, 0],
      ],
      planned: 9,
    }))[0]

  it('asks for what fits in as many seeds as must keep the goal, all of it on the largest host', () => {
    expect([1, 2, 3].map((needed) => bound(needed).demand)).toEqual([100, 200, 300])
    expect(bound(2)).toEqual({
      idcs: ['i'],
      resource: 'cpus',
      demand: 200,
      capacity: 96,
      addAtLeast: Math.ceil((200 - 96) / 32),
      freeAtMost: 0,
      planned: 9,
    })
  })
})

describe('the bound of a fleet of which hosts come or leave anyway', () => {
  it('is over what is there at the peak', () => {
    const each = [[8, 0, 0, 0, 0, 0, 0]]
    const capacityAt = (atUs: number) => [atUs < 30 ? 54 : 38, 0, 0, 0, 0, 0, 0]
    const bound = (atUs: number) => demandBounds([asks(40, atUs)], 1, () => ({ capacityAt, each, planned: 0 }))[0]
    expect(bound(36)).toMatchObject({ demand: 40, capacity: 38, addAtLeast: 1, freeAtMost: 0 })
    expect(bound(6)).toMatchObject({ demand: 40, capacity: 54, addAtLeast: 0, freeAtMost: 1 })
  })
})

describe('filling a fleet', () => {
  const { request } = component({ cpus: 6, memoryMib: 1024 })
  const options = { nowUs: 0, cpusHeld: 0, untilPercent: 130, podsMost: 1000 }

  it('places what fits, says what is short, goes on to 130 % and changes nothing', () => {
    const made = fleet(2)
    const engine = createEngine(made)
    const filled = fill(engine, made, { ...options, shapes: [{ name: 'six', request, weight: 1 }] })
    expect(filled.placed).toEqual([4])
    expect(filled.modules).toEqual([{ module: 'm', pods: 4 }])
    expect(filled.refused).toMatchObject({ shape: 'six', reasons: [{ filter: 'Cpus', hosts: 2 }] })
    expect(filled.curve[0]).toEqual({ askedPercent: 0, placedPercent: 0 })
    expect(filled.curve.at(-1)).toEqual({ askedPercent: 131.25, placedPercent: 75 })
    expect(engine.placedCount + engine.pendingCount).toBe(0)
  })

  it('asks for a mix by its weights, and for the small ones still when the large ones are out', () => {
    const made = fleet(1)
    const small = { ...request, cpus: 1 }
    const shapes = [
      { name: 'large', request: { ...request, cpus: 7 }, weight: 1 },
      { name: 'small', request: small, weight: 2 },
    ]
    const filled = fill(createEngine(made), made, { ...options, shapes })
    expect(filled.placed).toEqual([1, 3])
    expect(filled.refused?.shape).toBe('large')
    expect(filled.curve.at(-1)?.placedPercent).toBeGreaterThan((100 * 10) / 16)
    const turned = fill(createEngine(made), made, { ...options, shapes: [...shapes].reverse() })
    expect(turned.refused?.shape).toBe('large')
    expect(turned.curve.at(-1)?.placedPercent).toBeGreaterThan((100 * 11) / 16)
  })
})

it('writes pages that escape what they are given and refer to nothing outside', () => {
  expect(html`<p>${'<a href="x">&'}</p>`.html).toBe('<p>&lt;a href=&quot;x&quot;&gt;&amp;</p>')
  const status: FleetPlan['status'] = {
    verdict: 'found',
    present: [],
    planned: [],
    misses: [],
    late: null,
    groups: [],
    changes: [],
    witnesses: [],
    bounds: [],
    exhaustion: [],
    costs: [],
    idle: [],
    costPresent: 1,
    costPlanned: 2,
    curve: [],
    figures: [],
    assumptions: ['<script>'],
    runs: 3,
  }
  const spec = {
    scenario: 's',
    title: 'A & B',
    size: 'smoke',
    seeds: 1,
    profile: null,
    goal: { seedsPercent: 90 },
  } as const
  const rest = { durationUs: 1, monthUs: 1, months: 1, engineVersion: '0', command: 'berth plan s' }
  const page = reportHtml({ apiVersion: 'berth.dev/v1alpha1', kind: 'FleetPlan', spec: { ...spec, ...rest }, status })
  expect(page).toContain('<h1>A &amp; B</h1>')
  expect(page).toContain('&lt;script&gt;')
  expect(page).not.toMatch(/<script|https?:|src=|@import|url\(/)
})
