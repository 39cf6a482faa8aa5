import { describe, expect, it } from 'vitest'
import { hostFaultsOf } from '../../../simulator/fault/host-faults.ts'
import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import type { FleetProblem } from '../../../simulator/planner/fleet-question.ts'
import { type FleetFound, searchFleet } from '../../../simulator/planner/fleet-search.ts'
import { judge, type Trial } from '../../../simulator/planner/judge.ts'
import { KnownTrials } from '../../../simulator/planner/known-trials.ts'
import { faultsOfLoss, lossCasesOf } from '../../../simulator/planner/loss-cases.ts'
import { startSimulation } from '../../../simulator/simulate.ts'
import { component, curve, fleet, game, scenario } from './make.ts'

function solve(problem: FleetProblem, isKept: (levels: Levels) => boolean): FleetFound & { readonly asked: number } {
  const search = searchFleet(problem)
  const asked = new Set<string>()
  for (let step = search.next(); ; step = search.next(isKept(step.value.levels))) {
    if (step.done === true) return { ...step.value, asked: asked.size }
    asked.add(JSON.stringify(step.value.levels))
  }
}

/** Every fleet of up to `most` hosts a group, hosts alike in all months. */
function* fleetsUpTo(groups: number, most: number): Generator<readonly number[]> {
  if (groups === 0) return yield []
  for (const rest of fleetsUpTo(groups - 1, most)) for (let count = 0; count <= most; count++) yield [...rest, count]
}

describe('a search of one group', () => {
  it.each([0, 1, 2, 5, 9, 17])('ends at the %i hosts that are the fewest of all counts, from any number', (fewest) => {
    for (const present of [0, 1, 4, 9, 20]) {
      const isKept = (levels: Levels) => levels[0][0] >= fewest
      const tried = Array.from({ length: 40 }, (_, count) => count).filter((count) => isKept([[count]]))
      const found = solve({ present: [present], months: 1, addMax: [40] }, isKept)
      expect(found.levels).toEqual([[tried[0]]])
      expect(found.fewer).toEqual(fewest === 0 ? [] : [{ group: 0, levels: [[fewest - 1]] }])
    }
  })

  it('lets purchases come as late as they can, month by month', () => {
    const needed = [3, 4, 4, 9, 2]
    const found = solve({ present: [3], months: 5, addMax: [40] }, ([hosts]) => hosts.every((n, m) => n >= needed[m]))
    expect(found.levels).toEqual([[3, 4, 4, 9, 9]])
    expect(found.fewer).toEqual([{ group: 0, levels: [[3, 4, 4, 8, 8]] }])
  })

  it('frees what later months do not need, and takes nothing back', () => {
    const needed = [7, 4, 5, 0]
    const found = solve({ present: [9], months: 4, addMax: [8] }, ([hosts]) => hosts.every((n, m) => n >= needed[m]))
    expect(found.levels).toEqual([[7, 5, 5, 0]])
  })

  it('says that nothing keeps the goal, with the largest fleet that it asked about', () => {
    const asked: Levels[] = []
    const found = solve({ present: [2, 1], months: 2, addMax: [5, 3] }, (levels) => {
      asked.push(levels)
      return false
    })
    expect(found).toMatchObject({ isFound: false, fewer: [] })
    expect(found.levels).toEqual([
      [7, 7],
      [4, 4],
    ])
    expect(asked.at(-1)).toEqual(found.levels)
  })
})

describe('a search of several groups', () => {
  it('finds the fewest of each where each is for itself', () => {
    const fewest = [6, 0, 2]
    const isKept = (levels: Levels) => levels.every(([count], g) => count >= fewest[g])
    const found = solve({ present: [2, 3, 2], months: 1, addMax: [20, 20, 20] }, isKept)
    expect(found.levels).toEqual([[6], [0], [2]])
  })

  it('ends where no host can go, and saves those of the first group first', () => {
    const isKept = ([[a], [b]]: Levels) => 3 * a + b >= 12
    const found = solve({ present: [1, 1], months: 1, addMax: [16, 16] }, isKept)
    const kept = [...fleetsUpTo(2, 17)].filter((counts) => isKept(counts.map((count) => [count])))
    const most = kept.filter(([a]) => a === 1).map(([, b]) => b)
    expect(found.levels).toEqual([[1], [Math.min(...most)]])
    for (const { levels } of found.fewer) expect(isKept(levels)).toBe(false)
  })

  it('asks of no host below its answer what it did not ask, also where more hosts do harm', () => {
    // Kept by an even count alone: bisection is led astray, the last step is not.
    const isKept = ([[count]]: Levels) => count >= 6 && count % 2 === 0
    const found = solve({ present: [20], months: 1, addMax: [8] }, isKept)
    expect(isKept(found.levels)).toBe(true)
    expect(isKept(found.fewer[0].levels)).toBe(false)
  })
})

describe('a verdict over seeds', () => {
  const row = (...trials: readonly string[]) =>
    trials.map((text) => ({ case: text.charCodeAt(0) - 'a'.charCodeAt(0), seed: Number(text.slice(1)) }))
  const all = (...kept: readonly string[]) => new Map(kept.map((text) => [text.slice(0, 2), text.endsWith('+')]))
  const of = (rows: readonly (readonly Trial[])[], needed: number, known: ReadonlyMap<string, boolean>) =>
    judge(rows, { seeds: 4, needed }, (trial) => known.get(`${'abc'[trial.case]}${trial.seed}`))
  const textOf = (trials: readonly Trial[]) => trials.map((trial) => `${'abc'[trial.case]}${trial.seed}`).join(' ')

  it('looks at no more than it needs, in the order given, and to the end of the row that it misses in', () => {
    const rows = [row('a4', 'b4'), row('a2', 'b2'), row('a1', 'b1'), row('a3', 'b3')]
    const missed = of(rows, 3, all('a4-', 'b4+', 'a2+', 'b2+', 'a1-', 'b1-'))
    expect(missed).toMatchObject({ isKept: false, wanted: [] })
    expect(missed.cases).toEqual([
      { case: 0, ran: 3, kept: 1, missed: [4, 1] },
      { case: 1, ran: 3, kept: 2, missed: [1] },
    ])
    expect(textOf(missed.looked.map(({ trial }) => trial))).toBe('a4 b4 a2 b2 a1 b1')
    expect(of(rows, 2, all('a4+', 'b4+', 'a2+', 'b2+')).isKept).toBe(true)
  })

  it('wants what is not known, in order, and says nothing before', () => {
    const judged = of([row('a4'), row('a2', 'b4'), row('b2')], 4, all('a4+', 'b4-', 'b2-'))
    expect(judged.isKept).toBeNull()
    expect(textOf(judged.wanted)).toBe('a2')
    expect(textOf(judged.looked.map(({ trial }) => trial))).toBe('a4')
  })

  it('is missed by one case of which so many seeds miss, not by seeds of several', () => {
    const rows = [row('a4', 'b2'), row('a2', 'b4')]
    expect(of(rows, 3, all('a4-', 'b2-', 'a2+', 'b4+')).isKept).toBe(true)
    expect(of(rows, 3, all('a4-', 'b2+', 'a2-', 'b4+')).isKept).toBe(false)
  })
})

describe('what is known of trials', () => {
  const trial = { case: 1, seed: 3 }

  it('is what was run, and what follows for larger and smaller fleets', () => {
    const known = new KnownTrials()
    known.note(trial, [[4, 4]], true)
    known.note(trial, [[2, 3]], false)
    const asked = (...hosts: readonly number[]) => known.of(trial, [hosts])
    expect([asked(4, 4), asked(5, 4), asked(2, 3), asked(2, 2)]).toEqual([true, true, false, false])
    expect([asked(3, 4), asked(5, 3), asked(3, 2)]).toEqual([undefined, undefined, undefined])
    expect(known.of({ case: 1, seed: 4 }, [[4, 4]])).toBeUndefined()
  })

  it('is what was run later where two fleets contradict each other', () => {
    const known = new KnownTrials()
    known.note(trial, [[4]], true)
    known.note(trial, [[9]], true)
    known.note(trial, [[6]], false)
    expect([4, 6, 7, 9].map((hosts) => known.of(trial, [[hosts]]))).toEqual([false, false, undefined, true])
    known.note(trial, [[5]], true)
    expect([4, 5, 6].map((hosts) => known.of(trial, [[hosts]]))).toEqual([undefined, true, true])
  })
})

describe('with runs of tiny fleets', () => {
  const made = (hosts: number) =>
    scenario({
      fleet: fleet(hosts),
      durationUs: 20_000,
      games: [
        game({
          curve: curve([0.2, 1, 0.5], 'hold', 5_000),
          peakPlayers: 10_000,
          components: [component({ cpus: 4, playersPerPod: 500 })],
        }),
      ],
      goal: { refusedPermille: 60, seedsPercent: 100 },
    })

  it.each([1, 3, 8])('plans the fewest hosts that keep the goal of all counts, from %i', (present) => {
    const isKept = (hosts: number): boolean => {
      if (hosts === 0) return false
      return [1, 2].every((seed) => {
        const simulation = startSimulation(made(hosts), { seed, profile: null })
        while (!simulation.done) simulation.advance(1000)
        return simulation.summary().goal?.every((bound) => bound.isKept) === true
      })
    }
    const counts = Array.from({ length: 13 }, (_, hosts) => hosts)
    const fewest = counts.filter(isKept)[0]
    expect(fewest).toBeGreaterThan(2)
    const found = solve({ present: [present], months: 1, addMax: [12] }, ([[hosts]]) => isKept(hosts))
    expect(found.levels).toEqual([[fewest]])
    expect(found.asked).toBeLessThan(13)
  })

  it.each([2, 5])('frees no more than stay, of five hosts %i at least', (least) => {
    const found = solve({ present: [5], months: 3, addMax: [8], least: [least] }, ([hosts]) =>
      hosts.every((n) => n >= 0),
    )
    expect(found.levels).toEqual([[least, least, least]])
    expect(found.fewer).toEqual([])
  })

  it('loses each module, rack and kind of host, the largest first', () => {
    const base = made(3).fleet
    const hosts = base.hosts.map((host, i) => ({ ...host, module: i === 0 ? 'a' : 'b' }))
    const cases = (domain: 'host' | 'module' | 'rack', count = 1) =>
      lossCasesOf(hosts, { domain, count, downUs: 5 }).map(({ names }) => names.join())
    expect(cases('module')).toEqual(['b', 'a'])
    expect(cases('rack')).toEqual(['rack-h000', 'rack-h001', 'rack-h002'])
    expect(cases('rack', 2)).toHaveLength(3)
    expect(cases('host')).toEqual(['h000', 'h001'])
    expect(lossCasesOf(hosts, undefined)).toEqual([])
    const faults = faultsOfLoss({ ...base, hosts }, { domain: 'module', names: ['b'], downUs: 5 }, 7)
    expect(faults).toEqual([
      { atUs: 7, host: 'h001', downUs: 5 },
      { atUs: 7, host: 'h002', downUs: 5 },
    ])
    const lost = { ...made(3), hostFaults: faults }
    expect(hostFaultsOf(lost, 1)).toEqual(faults.map((fault) => ({ ...fault, kind: 'host' })))
  })
})
