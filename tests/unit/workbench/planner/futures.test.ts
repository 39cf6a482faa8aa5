import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FutureRunner } from '../../../../simulator/planner/future-run.ts'
import { ALL_IDCS } from '../../../../simulator/planner/future-use.ts'
import { NumberList } from '../../../../simulator/record/number-list.ts'
import { sumOf } from '../../../../src/base/sum.ts'
import { loadScenario as loadFile } from '../../../../src/cli/scenario-source.ts'
import { bandsOver } from '../../../../src/workbench/planner/futures/bands.ts'
import { estimated, isLeast } from '../../../../src/workbench/planner/futures/estimate.ts'
import { RUN_OUT_PERCENT, runOuts } from '../../../../src/workbench/planner/futures/run-out.ts'
import { allHostsAt, settingsOf, sweepCommand } from '../../../../src/workbench/planner/futures/what-if.ts'
import { outlineOf } from '../../../../src/worker/load-scenario.ts'
import { smokeScenario } from '../../../browser/recorded-run.ts'

function futureOf(scenario: string, seed: number) {
  const runner = new FutureRunner(smokeScenario(scenario), { seed, profile: null })
  while (!runner.done) runner.advance(10_000)
  return runner.finish()
}

test('a band has, sample by sample, the quantiles that the planner takes', () => {
  const column = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 12 }), (columns) => {
      const { p10, p50, p90 } = bandsOver(columns.map((values) => Float64Array.from(values)))
      for (let i = 0; i < 3; i++) {
        const list = new NumberList()
        for (const values of columns) list.push(values[i])
        expect([p10[i], p50[i], p90[i]]).toEqual(list.quantiles([100, 500, 900]))
      }
    }),
  )
})

describe.each(['next-season', 'volumes', 'launch-day'])('a future of %s', (name) => {
  const future = futureOf(name, 2)
  const of = (resource: string, column: 'held' | 'capacity', i: number): number =>
    sumOf(future.use.filter((each) => each.resource === resource).map((each) => each[column][i]))

  test('has by IDC what the series have of the whole fleet', () => {
    future.atUs.forEach((_, i) => {
      expect(of('cpus', 'capacity', i)).toBe(future.series.cpusAllocatable[i])
      expect(of('cpus', 'held', i)).toBeCloseTo(future.series.cpusRequested[i], 6)
    })
    expect(future.use.some(({ idc, resource }) => idc === ALL_IDCS && resource === 'cpus')).toBe(false)
  })

  test('is guessed as it is when nothing is turned, and by shares when something is', () => {
    const idcs = [...new Set(future.use.map(({ idc }) => idc))]
    const groups = idcs.map((idc) => ({ name: `g-${idc}`, idc, count: 8 }))
    const same = estimated(future, { hosts: 100, launch: 100 }, { groups })
    expect(same.series.players).toEqual(future.series.players)
    expect(same.use).toEqual(future.use)
    const other = estimated(future, { hosts: 50, launch: 300 }, { groups })
    future.atUs.forEach((_, i) => {
      const launched = future.launched.cpusRequested[i]
      expect(other.series.cpusRequested[i]).toBeCloseTo(future.series.cpusRequested[i] + 2 * launched, 6)
      expect(other.series.cpusAllocatable[i]).toBe(future.series.cpusAllocatable[i] / 2)
    })
  })
})

test('an estimate has so many hosts of each group as its run will have, and says when it is but the least', () => {
  const base = futureOf('launch-day', 1)
  const column = { resource: 'cpus' as const, held: Float64Array.of(80), launched: Float64Array.of(0) }
  const use = ['a', 'b'].map((idc) => ({ ...column, idc, capacity: Float64Array.of(100) }))
  const none = Object.fromEntries(Object.keys(base.series).map((name) => [name, Float64Array.of(0)]))
  const future = { ...base, atUs: Float64Array.of(0), use, series: none as typeof base.series }
  const outline = {
    groups: [
      { name: 'a1', idc: 'a', count: 1 },
      { name: 'b1', idc: 'b', count: 5 },
    ],
  }
  // 5 % fewer of one host is one host, of five hosts five; 40 % fewer is one and three.
  const capacity = (hosts: number) => estimated(future, { hosts, launch: 100 }, outline).use.map((of) => of.capacity[0])
  expect(capacity(95)).toEqual([100, 100])
  expect(capacity(60)).toEqual([100, 60])
  expect(estimated(future, { hosts: 60, launch: 100 }, outline).series.cpusAllocatable[0]).toBe(160)
  expect(isLeast([future])).toBe(false)
  const short = { ...future, series: { ...future.series, podsPending: Float64Array.of(0, 3) } }
  expect(isLeast([future, short])).toBe(true)
})

test('what runs out is what reaches the bound, in as many futures and as early', () => {
  const atUs = Float64Array.of(0, 10, 20)
  const use = (held: readonly number[]) => [
    {
      idc: 'a',
      resource: 'cpus' as const,
      capacity: Float64Array.of(100, 100, 100),
      held: Float64Array.from(held),
      launched: new Float64Array(3),
    },
  ]
  const base = futureOf('launch-day', 1)
  const futures = [
    [0, RUN_OUT_PERCENT, 100],
    [0, RUN_OUT_PERCENT - 1, 20],
    [0, 10, RUN_OUT_PERCENT + 1],
  ].map((held) => ({ ...base, atUs, use: use(held) }))
  expect(runOuts(futures)).toEqual([
    {
      idc: 'a',
      resource: 'cpus',
      count: 2,
      firstUs: { p10: 10, p50: 10, p90: 20 },
      peakPercent: { p10: 94, p50: 96, p90: 100 },
    },
  ])
})

test('what is turned is set as --set does it: so many hosts, so many players, and nothing else', async () => {
  const outlined = await outlineOf('next-season', 'smoke')
  if (!outlined.ok) throw new Error(JSON.stringify(outlined.faults))
  const { outline } = outlined
  expect(settingsOf(outline, { hosts: 100, launch: 100 })).toEqual([])
  const settings = settingsOf(outline, { hosts: 140, launch: 50 })
  const load = (set: typeof settings) => {
    const loaded = loadFile('scenarios/next-season.yaml', 'smoke', [], set)
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
    return loaded.value
  }
  const [before, after] = [load([]), load(settings)]
  expect(before.fleet.hosts).toHaveLength(allHostsAt(outline, 100))
  expect(after.fleet.hosts).toHaveLength(allHostsAt(outline, 140))
  // 5, 4 and 6 hosts: 7, 5.6 and 8.4, rounded.
  expect(after.fleet.hosts).toHaveLength(21)
  after.games.forEach((game, g) => {
    const share = game.name.startsWith('new-') ? 0.5 : 1
    expect(game.peakPlayers).toBe(before.games[g].peakPlayers * share)
  })
  const spec = { scenario: 'next-season', size: 'smoke', profile: null, seeds: 4 } as const
  expect(sweepCommand(spec, settings.slice(0, 1))).toBe(
    "berth sweep next-season --size smoke --seeds 4 --set 'fleet.hostGroups.south-tioga.count=7'",
  )
})
