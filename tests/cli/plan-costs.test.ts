import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { US_PER_DAY } from '../../src/base/units.ts'
import { removeFolder, scratchFolder } from './run-copy.ts'
import { planOf, writeTwoSites } from './two-sites.ts'

let scratch: string
let scenario: string
beforeAll(() => {
  scratch = scratchFolder()
  scenario = writeTwoSites(scratch)
})
afterAll(() => removeFolder(scratch))

/** A month and a half, looked at four times a day, with nothing to survive. */
const SETS = ['duration=45d', 'scalingInterval=6h', 'sampleInterval=6h', 'shapeStep=6h', 'goal.lossesToSurvive.count=0']
const LISTED = '{name: k1, region: r, idc: i3, module: i3-m01, rack: i3-m01-r01, topology: cts1-quartz-smt1}'

describe('costs of a plan', () => {
  it.each([
    // Two hosts all the time, four of 42 days.
    {
      what: 'arrivals',
      sets: ['dear.arrivals=[{at: 3d, count: 4}]'],
      anyway: [[3, 4]],
      cost: 2 * 900 * 1.5 + 4 * 900 * 1.4,
    },
    // Two all the time, two until Day 34; at least those two stay until then.
    {
      what: 'departures',
      sets: ['dear.count=4', 'dear.departures=[{at: 33d, count: 2}]'],
      anyway: [[33, -2]],
      cost: 2700 + 2 * 900 * 1.1,
    },
    // 36 Cpus at the assumed price of 10 a month beside the group's.
    { what: 'listed hosts', sets: [], anyway: [], listed: LISTED, cost: 2700 + 36 * 10 * 1.5 },
    {
      what: 'all three',
      sets: ['dear.arrivals=[{at: 3d, count: 1}]', 'dear.departures=[{at: 33d, count: 1}]'],
      anyway: [
        [3, 1],
        [33, -1],
      ],
      listed: LISTED,
      cost: 900 * (1.5 + 1.1 + 1.4) + 540,
    },
  ])('are of each host while it is there: $what', async ({ what, sets, anyway, listed, cost }) => {
    const all = [
      ...SETS,
      ...sets.map((set) => `fleet.hostGroups.${set}`),
      ...(listed ? [`fleet.hosts=[${listed}]`] : []),
    ]
    const words = all.flatMap((set) => ['--set', set])
    const { costPresent, costPlanned, costs, idle, changes, assumptions, groups } = await planOf(
      scenario,
      join(scratch, what),
      words,
    )
    expect(costPresent).toBeCloseTo(cost, 6)
    const dear = groups.find(({ name }) => name === 'dear')
    expect(dear?.anyway.map(({ atUs, by }) => [atUs / US_PER_DAY, by])).toEqual(anyway)
    expect(changes.length).toBeGreaterThan(0)
    expect(costPlanned).toBeCloseTo(cost + changes.reduce((sum, change) => sum + change.cost, 0), 6)
    const held = costs.reduce((sum, game) => sum + game.cost, 0)
    const spare = idle.reduce((sum, { costStranded, costFree }) => sum + costStranded + costFree, 0)
    expect(held).toBeGreaterThan(0)
    expect(held + spare).toBeCloseTo(costPlanned, 6)
    const assumed = assumptions.filter((text) => text.startsWith('A host costs'))
    expect(assumed).toEqual(
      listed === undefined
        ? []
        : ['A host costs 10 a month and Cpu where the scenario does not say: 1 host listed under fleet.hosts.'],
    )
  })

  it('are of the prices that the scenario has now: runs kept under others are not of this plan', async () => {
    const out = join(scratch, 'priced')
    const words = SETS.flatMap((set) => ['--set', set])
    await planOf(scenario, out, words)
    const dearer = [...words, '--set', 'fleet.hostGroups.dear.monthlyCost=1800']
    await expect(planOf(scenario, out, dearer)).rejects.toThrow('another plan, expected a new folder')
  })
})
