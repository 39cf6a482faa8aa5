import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { calendarFactor } from '../../../simulator/workload/calendar.ts'
import { awayShare } from '../../../simulator/workload/reconnect.ts'
import { loginsPerSecond } from '../../../simulator/workload/sessions.ts'
import { type Calendar, type Patch, RECONNECT } from '../../../src/model/calendar.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { component, curve, fleet, game, scenario } from './make.ts'

const none: Calendar = { events: [], seasons: [], patches: [] }
const patch: Patch = {
  name: 'p',
  atUs: 2000,
  everyUs: null,
  overUs: 400,
  restartUs: { fromUs: 30, toUs: 50 },
  closedUs: 0,
  reconnect: { noticeUs: 500, earlyPermille: 100, promptPermille: 400, promptUs: 300, restUs: 2000 },
}

describe('a calendar', () => {
  const event = { name: 'e', atUs: 1000, everyUs: null, lastsUs: 400, rampUs: 100, factor: 3 }

  it.each([
    // atUs factor
    [999, 1],
    [1000, 1],
    [1050, 2],
    [1100, 3],
    [1300, 3],
    [1350, 2],
    [1400, 1],
    [2050, 1],
  ])('multiplies players at %d by %d for an event with ramps', (atUs, factor) => {
    expect(calendarFactor({ ...none, events: [event] }, atUs)).toBe(factor)
  })

  it('has an event again and again, and one without a ramp whole', () => {
    const weekly = { ...none, events: [{ ...event, everyUs: 1000 }] }
    for (const atUs of [1050, 2050, 9050]) expect(calendarFactor(weekly, atUs)).toBe(2)
    expect(calendarFactor(weekly, 50)).toBe(1)
    expect(calendarFactor({ ...none, events: [{ ...event, rampUs: 0 }] }, 1000)).toBe(3)
  })

  it('lets a season begin at once and fade, on top of events', () => {
    const season = { name: 's', atUs: 1000, everyUs: null, factor: 2, declineUs: 1000 }
    const seasons = { ...none, seasons: [season] }
    expect([999, 1000, 1500, 2000, 5000].map((atUs) => calendarFactor(seasons, atUs))).toEqual([1, 2, 1.25, 1, 1])
    expect(calendarFactor({ ...seasons, events: [event] }, 1200)).toBeCloseTo(3 * 1.64, 12)
  })
})

describe('a reconnect wave', () => {
  it.each([
    [-501, 0],
    [-250, 0.05],
    [0, 1],
    [150, 0.4 * 0.5 + 0.6 * 0.925 * 0.925],
    [300, 0.6 * 0.85 * 0.85],
    [1000, 0.6 * 0.25],
    [2000, 0],
  ])('%d us after the restart has a share of %d away', (sinceUs, share) => {
    expect(awayShare(patch, sinceUs)).toBeCloseTo(share, 12)
  })

  it('begins when the zone opens', () => {
    const closed = { ...patch, closedUs: 700 }
    expect(awayShare(closed, 699)).toBe(1)
    expect(awayShare(closed, 1000)).toBe(awayShare(patch, 300))
  })

  it('never grows after the restart, stays within 0 and 1, and ends', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(5000), fc.nat(5000), fc.nat(9000), (promptPermille, promptUs, restUs, atUs) => {
        const drawn = { ...patch, reconnect: { ...patch.reconnect, promptPermille, promptUs, restUs } }
        const share = awayShare(drawn, atUs)
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
        expect(awayShare(drawn, atUs + 10)).toBeLessThanOrEqual(share)
        if (atUs >= Math.max(promptUs, restUs)) expect(share).toBe(0)
      }),
    )
  })

  it('of the bundled parameters has half of all players back within half an hour', () => {
    const fitted = { ...patch, reconnect: RECONNECT }
    expect(awayShare(fitted, 30 * 60_000_000)).toBeLessThan(0.5)
    expect(awayShare(fitted, 105 * 60_000_000)).toBe(0)
  })
})

describe('logins', () => {
  it.each([
    // before after elapsedUs sessionUs
    [100, 100, 1_000_000, null, 0],
    [100, 160, 2_000_000, null, 30],
    [100, 90, 1_000_000, null, 0],
    [100, 100, 1_000_000, 10_000_000, 10], // one in ten sessions ends a second, and others come
    [100, 90, 1_000_000, 10_000_000, 0], // those who left were not replaced
    [0, 200, 0, 10_000_000, 20], // long there
  ])('%d players, then %d after %d us, sessions of %s: %d a second', (before, after, elapsedUs, sessionUs, logins) => {
    expect(loginsPerSecond(before, after, elapsedUs, sessionUs)).toBe(logins)
  })
})

function played(made: Scenario, seed = 1) {
  const events: Event[] = []
  const decisions: Decision[] = []
  const options = { seed, profile: null, onEvent: (e: Event) => events.push(e) }
  const simulation = startSimulation(made, { ...options, onDecision: (d) => decisions.push(d) })
  while (!simulation.done) simulation.advance(1000)
  const column = (name: Parameters<typeof simulation.series.column>[0]) => [...simulation.series.column(name)]
  return { events, decisions, column, summary: simulation.summary() }
}

const patched = (more: Partial<Patch> = {}): Scenario =>
  scenario({
    durationUs: 8000,
    scalingIntervalUs: 50,
    sampleIntervalUs: 10,
    games: [
      game({
        startUs: -1,
        peakPlayers: 4000,
        components: [component({ cpus: 1, memoryMib: 512, podsMin: 2 })],
        calendar: { ...none, patches: [{ ...patch, ...more }] },
      }),
    ],
  })

describe('a patch', () => {
  it('restarts one zone after another where it is: nothing is decided, and nobody waits', () => {
    const plain = patched()
    const still = played({ ...plain, games: [{ ...plain.games[0], calendar: none }] })
    const { column, decisions, events, summary } = played(plain)
    expect(decisions).toEqual(still.decisions)
    expect(events).toEqual(still.events)
    expect(summary.readyWaitUs).toEqual(still.summary.readyWaitUs)
    const [atUs, ready, players] = [column('atUs'), column('podsReady'), column('players')]
    const at = (us: number): number => atUs.indexOf(us)
    expect(ready[at(1990)]).toBe(8)
    // Four zones of two pods, 100 us apart, away for 30 to 50 us.
    for (const us of [2010, 2110, 2210, 2310]) expect(ready[at(us)]).toBe(6)
    for (const us of [2090, 2190, 2290, 2390, 7000]) expect(ready[at(us)]).toBe(8)
    expect(players[at(1500)]).toBe(4000)
    expect(players[at(2000)]).toBeLessThan(3000)
    expect(players[at(5000)]).toBe(4000)
  })

  it('refuses who comes back before the pods do, and nobody where zones open late enough', () => {
    const early = played(patched({ overUs: 0, restartUs: { fromUs: 400, toUs: 500 } }))
    expect(Math.max(...early.column('playersRefused'))).toBeGreaterThan(500)
    const late = played(patched({ overUs: 0, restartUs: { fromUs: 400, toUs: 500 }, closedUs: 600 }))
    expect(Math.max(...late.column('playersRefused'))).toBe(0)
    expect(Math.min(...late.column('players'))).toBe(0)
  })

  it('comes every so often, and again after a game starts that missed the first', () => {
    const every = played(patched({ everyUs: 3000, overUs: 0 }))
    const [atUs, ready] = [every.column('atUs'), every.column('podsReady')]
    expect([2010, 5010].map((us) => ready[atUs.indexOf(us)])).toEqual([0, 0])
    const late = patched({ everyUs: 3000, overUs: 0 })
    const { column } = played({ ...late, games: [{ ...late.games[0], startUs: 2000 }] })
    expect(column('players')[column('atUs').indexOf(2100)]).toBe(4000)
    expect(column('podsReady')[column('atUs').indexOf(5010)]).toBe(0)
  })

  it.each([
    { everyUs: null, startUs: 1900 },
    { everyUs: 3000, startUs: 1900 },
    // It ran before the scenario: its players were told before, too.
    { everyUs: 3000, startUs: -1, atUs: 200 },
  ])('comes on time also when the game starts less than its notice before: %o', ({ startUs, ...more }) => {
    const made = patched({ overUs: 0, ...more })
    const { column } = played({ ...made, games: [{ ...made.games[0], startUs }] })
    const at = (us: number): number => column('atUs').indexOf(us)
    const { atUs: first = 2000, everyUs } = { ...more }
    const readyAt = (us: number): number | undefined => column('podsReady')[at(us)]
    expect([first - 10, first + 10, first + 60].map(readyAt)).toEqual([8, 0, 8])
    expect([first + 3010, first + 3060].map(readyAt)).toEqual([everyUs === null ? 8 : 0, 8])
  })

  it('neither closes zones nor gives shards back', () => {
    const sharded = component({ cpus: 1, memoryMib: 512, playersPerPod: 250 })
    const made = patched({ overUs: 0, closedUs: 3000 })
    const { column, decisions } = played({ ...made, games: [{ ...made.games[0], components: [sharded] }] })
    expect(new Set(column('zonesOpen'))).toEqual(new Set([4]))
    expect(decisions.filter(({ kind }) => kind === 'release')).toEqual([])
  })

  it('makes logins cost Cpus', () => {
    const load = { cpuMilliBase: 100, cpuMsPerLogin: 1 }
    const made = patched({ overUs: 0 })
    const costly = [component({ cpus: 4, memoryMib: 512, load })]
    const { column } = played({ ...made, games: [{ ...made.games[0], components: costly, sessionUs: 1_000_000_000 }] })
    const used = column('cpusUsedMilli')
    const atUs = column('atUs')
    expect(used[atUs.indexOf(2100)]).toBeGreaterThan(10 * used[atUs.indexOf(1500)])
  })

  it('survives a host that is lost while its pods restart', () => {
    const made = patched({ overUs: 0, restartUs: { fromUs: 400, toUs: 500 } })
    const hostFaults = [{ atUs: 2100, host: 'h000', downUs: 500 }]
    const { column } = played({ ...made, fleet: fleet(3), hostFaults })
    expect(column('podsReady').at(-1)).toBe(8)
  })
})

describe('players of a game with a calendar', () => {
  it('are served or not, and never more than there are', () => {
    fc.assert(
      fc.property(
        fc.record({
          restart: fc.nat(800),
          closedUs: fc.nat(800),
          overUs: fc.nat(800),
          factor: fc.double({ min: 0.2, max: 3, noNaN: true }),
          atUs: fc.integer({ min: 600, max: 3000 }),
        }),
        fc.nat(1000),
        ({ restart, closedUs, overUs, factor, atUs }, seed) => {
          const made = patched({ overUs, closedUs, atUs, restartUs: { fromUs: restart, toUs: restart + 50 } })
          const event = { name: 'e', atUs: 1000, everyUs: 3000, lastsUs: 1000, rampUs: 200, factor }
          const waves = game({
            ...made.games[0],
            curve: curve([0.5, 1, 0.2], 'loop', 900),
            calendar: { ...none, events: [event], patches: made.games[0].calendar?.patches ?? [] },
            components: [component({ cpus: 1, memoryMib: 512, load: { cpuMilliPerPlayer: 1, noisePermille: 300 } })],
          })
          const { column, summary } = played({ ...made, games: [waves] }, seed)
          const [players, served, refused] = [column('players'), column('playersServed'), column('playersRefused')]
          const [degraded, zones] = [column('playersDegraded'), column('zonesOpen')]
          for (const [i, all] of players.entries()) {
            // Each zone rounds once.
            expect(served[i] + refused[i]).toBeLessThanOrEqual(all + zones[i])
            expect(refused[i] + degraded[i]).toBeLessThanOrEqual(all)
            if (refused[i] + degraded[i] === 0) expect(served[i]).toBe(all)
          }
          const { playerHours, playerHoursUnserved, playerHoursRefused } = summary
          expect(playerHoursUnserved).toBeLessThanOrEqual(playerHours)
          expect(playerHoursRefused).toBeLessThanOrEqual(playerHours)
        },
      ),
      { numRuns: 25 },
    )
  })
})
