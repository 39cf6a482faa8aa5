import { describe, expect, it } from 'vitest'
import { exhaustionOf } from '../../../simulator/planner/fleet-figures.ts'
import { runPlanned } from '../../../simulator/planner/planned-run.ts'
import type { Exhaustion } from '../../../src/model/fleet-plan.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { scenario } from './make.ts'
import { FIGURES, model, played, source, wired } from './make-network.ts'

/** What is used of the one IDC, over the seeds 1 and 2. */
function used(resource: Exhaustion['resource'], wishes: Partial<Scenario>): Exhaustion | undefined {
  const made = scenario({
    fleet: wired(4),
    network: model(),
    goal: { refusedPermille: 1000, seedsPercent: 100 },
    ...wishes,
  })
  const { hosts } = made.fleet
  const by = { monthUs: made.durationUs, months: 1, stretchesUs: [0], places: hosts }
  const detail = { prices: hosts.map(() => 1), ...by }
  const runs = [1, 2].flatMap((seed) => runPlanned(made, { seed, profile: null, detail }).detail ?? [])
  return exhaustionOf('present', runs).find((each) => each.resource === resource)
}

describe('packets that players send', () => {
  it.each([
    // 50,000 packets a second of one pod, on hosts of one Cpu of 80 kpps each.
    ['bridge', 500, {}, 50 / (4 * 80), 0],
    ['bridge', 1000, {}, 100 / (4 * 80), 2],
    ['sriov', 500, { nic: { mbps: 10_000, kpps: 40, source } }, 50 / (4 * 40), 2],
    ['nat', 500, { gateway: { ...FIGURES.gateway, kpps: 52 } }, 50 / 52, 0],
    ['overlay', 400, { gateway: { ...FIGURES.gateway, sessions: 300 } }, 400 / 300, 2],
  ] as const)('by %s, %i players, %o: %d of what their IDC carries', (mode, players, figures, part, short) => {
    const found = used('packetsUsed', { games: [played(mode, players)], network: model(figures) })
    expect(found?.peakPercent.p50).toBeCloseTo(100 * part, 6)
    expect(found?.seeds).toBe(part >= 0.95 ? 2 : 0)
    expect(found?.refusedSeeds).toBe(short)
  })

  it('have less room where hosts are lost', () => {
    const lost = [2, 3].map((h) => ({ atUs: 5_000, host: `h00${h}`, downUs: 100_000 }))
    const found = used('packetsUsed', { games: [played('bridge', 500)], hostFaults: lost })
    expect(found?.peakPercent.p50).toBeCloseTo((100 * 50) / (2 * 80), 6)
  })

  it('are told of only where a scenario has a network', () => {
    const { network: _, ...without } = scenario({ goal: { refusedPermille: 1000, seedsPercent: 100 } })
    const { hosts } = without.fleet
    const by = { monthUs: 1e9, months: 1, stretchesUs: [0], places: hosts }
    const detail = { prices: hosts.map(() => 1), ...by }
    const run = runPlanned(without, { seed: 1, profile: null, detail }).detail
    const told = exhaustionOf('present', run === undefined ? [] : [run]).map(({ resource }) => resource)
    expect(told).toContain('cpus')
    expect(told).not.toContain('packetsUsed')
  })
})

describe('disks that players fill', () => {
  const writing = (mibPerMs: number, diskMib: number) => {
    const game = played('bridge', 500, { diskMibPerHour: mibPerMs * 3.6e6 })
    return { ...game, components: game.components.map((c) => ({ ...c, request: { ...c.request, diskMib } })) }
  }

  it('are as full as what is written of what hosts have, and short when a path is full', () => {
    const { durationUs } = scenario({})
    const all = 4 * wired(4).hosts[0].allocatable.diskMib
    const [slow] = [used('diskMibUsed', { games: [writing(1, 100_000)] })]
    expect(slow?.peakPercent.p50).toBeGreaterThan(0)
    expect(slow?.peakPercent.p50).toBeLessThanOrEqual((100 * durationUs) / 1000 / all)
    expect(slow?.refusedSeeds).toBe(0)
    const full = used('diskMibUsed', { games: [writing(1000, 100)] })
    expect(full?.peakPercent.p50).toBeCloseTo((100 * 100) / all, 9)
    expect([full?.refusedSeeds, full?.seeds]).toEqual([2, 0])
  })

  it('run out when so much of what is up is written', () => {
    const all = 4 * wired(4).hosts[0].allocatable.diskMib
    const lost = [1, 2, 3].map((h) => ({ atUs: 1, host: `h00${h}`, downUs: 1_000_000_000 }))
    const game = writing(1e6, all / 4)
    const out = used('diskMibUsed', { games: [game], hostFaults: lost })
    expect(out?.seeds).toBe(2)
    expect(out?.peakPercent.p50).toBeCloseTo(100, 6)
    expect(out?.firstUs?.p50).toBeGreaterThan(0)
  })
})
