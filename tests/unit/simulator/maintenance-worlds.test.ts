import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { Event } from '../../../src/model/event.ts'
import { AFTER_GRACE, type Maintenance } from '../../../src/model/maintenance.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { runScenario } from '../../scenario/run-scenario.ts'
import { busyRolled, drawnRollouts } from './busy-rollouts.ts'

const exactly = (us: number): { fromUs: number; toUs: number } => ({ fromUs: us, toUs: us })

const drawnWindows = fc.array(
  fc.record({
    atUs: fc.integer({ min: 1, max: 12_000 }),
    untilUs: fc.constantFrom(Infinity, 15_000),
    count: fc.integer({ min: 1, max: 7 }),
    atOnce: fc.integer({ min: 1, max: 3 }),
    workUs: fc.integer({ min: 1, max: 900 }),
    graceUs: fc.constantFrom(0, 90, 400),
    afterGrace: fc.constantFrom(...AFTER_GRACE),
    discard: fc.constantFrom([], ['db']),
  }),
  { minLength: 1, maxLength: 2 },
)

/** `busyRolled` with windows over the first hosts; databases have data on a path. */
function busyMaintained(
  windows: readonly (Partial<Omit<Maintenance, 'workUs'>> & { readonly workUs: number; readonly count: number })[],
  world: Scenario,
): Scenario {
  const games = world.games.map((game) => {
    const components = game.components.map((part) => {
      return part.name === 'db' ? { ...part, request: { ...part.request, diskMib: 100 } } : part
    })
    return { ...game, components }
  })
  const maintenance = windows.map(({ count, untilUs = Infinity, workUs, ...rest }, i): Maintenance => {
    const hosts = world.fleet.hosts.slice(0, count).map(({ name }) => name)
    const until = untilUs === Infinity ? {} : { untilUs }
    const base = { atUs: 0, atOnce: 1, graceUs: 0, afterGrace: 'wait' as const, discard: [] }
    return { ...base, ...rest, name: `w${i}`, hosts, workUs: exactly(workUs), ...until }
  })
  return { ...world, games, maintenance }
}

/** How many hosts of a window the log shows to take no pods or to be down right after each cordon of one of them. */
function awayAtCordons(events: readonly Event[], { hosts }: Maintenance): readonly number[] {
  const [cordoned, down] = [new Set<string>(), new Set<string>()]
  return events.flatMap((event) => {
    if (event.kind === 'cordon') cordoned.add(event.host)
    else if (event.kind === 'uncordon') cordoned.delete(event.host)
    else if (event.kind === 'host-lost') down.add(event.host)
    else if (event.kind === 'host-recovered') down.delete(event.host)
    if (event.kind !== 'cordon' || !hosts.includes(event.host)) return []
    return [hosts.filter((host) => cordoned.has(host) || down.has(host)).length]
  })
}

const worlds = fc.tuple(drawnWindows, drawnRollouts, fc.boolean(), fc.boolean())

describe('in random worlds beside losses, rollouts, games that grow, shrink and end', () => {
  it('no law is broken, no more hosts are away than allowed, and all add up', { timeout: 120_000 }, () => {
    let moves = 0
    fc.assert(
      fc.property(worlds, ([windows, rollouts, isBalanced, isSlow]) => {
        const recovery = { detectUs: exactly(40), nameLagUs: exactly(30) }
        const world = { ...busyRolled(rollouts, 'peers', 1e9, isBalanced), ...(isSlow ? { recovery } : {}) }
        const wanted = busyMaintained(windows, world)
        const { audit, events, decisions, summary } = runScenario(wanted, { audited: true })
        expect(audit?.violations).toEqual([])
        for (const [i, window] of (wanted.maintenance ?? []).entries()) {
          const only = wanted.maintenance?.length === 1
          if (only) for (const away of awayAtCordons(events, window)) expect(away).toBeLessThanOrEqual(window.atOnce)
          const { hosts, hostsDone, hostsGivenUp, hostsLeft, status, endUs } = summary.maintenance?.[i] ?? {}
          expect((hostsDone ?? 0) + (hostsGivenUp ?? 0) + (hostsLeft ?? 0)).toBe(hosts)
          if (status === 'done') expect(hostsLeft).toBe(0)
          expect(endUs !== null).toBe(status === 'done' || (status === 'over' && endUs !== null))
        }
        const made = decisions.filter(({ kind }) => kind === 'migrate').length
        expect((summary.maintenance ?? []).reduce((sum, one) => sum + one.moves, 0)).toBe(made)
        const delivered = (summary.delivery ?? []).reduce((sum, { totalUs }) => sum + totalUs.count, 0)
        expect(delivered).toBe(summary.readyWaitUs.count)
        moves += made
      }),
      { numRuns: 12, seed: 11, endOnFailure: true },
    )
    expect(moves).toBeGreaterThan(50)
  })

  it('a run cut into slices of one instant is the same run', () => {
    const [[windows, rollouts]] = fc.sample(worlds, { numRuns: 1, seed: 12 })
    const wanted = busyMaintained(windows, busyRolled(rollouts, 'peers', 350, true))
    const sliced = startSimulation(wanted, { seed: 1, profile: null })
    while (!sliced.done) sliced.advance(1)
    const { cpuHours: _, ...whole } = runScenario(wanted).summary
    expect(sliced.summary()).toEqual(whole)
  })
})
