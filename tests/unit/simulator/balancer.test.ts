import { describe, expect, it } from 'vitest'
import { noticedUs } from '../../../src/model/balancer.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { runScenario } from '../../scenario/run-scenario.ts'
import { component, curve, game, scenario } from './make.ts'

const exactly = (us: number): { fromUs: number; toUs: number } => ({ fromUs: us, toUs: us })
const recovery = { detectUs: exactly(40), nameLagUs: exactly(0) }
const balancer = { drainUs: 150, everyUs: 20, failures: 2 }
const LOST_US = 250
/** Checks at 260 and 280 fail. */
const DROPPED_US = 280
/** 40 to notice, 25 to bind and start. */
const BACK_US = 315
const lost = { hostFaults: [{ atUs: LOST_US, host: 'h000', downUs: 3000 }], recovery }

/** A game of 1000 players on two pods, each alone on its host; a session lasts 100. */
function two(wishes: Partial<Scenario>, loadBalancer: typeof balancer | null = balancer, session = 100) {
  const gate = { ...component({ cpus: 16, podsMin: 2 }), ...(loadBalancer === null ? {} : { loadBalancer }) }
  return outcomeOf({ games: [game({ startUs: -1, components: [gate], sessionUs: session })], ...wishes })
}

function outcomeOf(wishes: Partial<Scenario>) {
  const times = { delays: { bindUs: exactly(5), startUs: exactly(20) }, scalingIntervalUs: 1000, durationUs: 2000 }
  const outcome = runScenario(scenario({ ...times, ...wishes }), { audited: true })
  expect(outcome.audit?.violations).toEqual([])
  return outcome
}

const area = (hours: number): number => Math.round(hours * 3.6e9)

describe('a pod behind a load balancer that is lost', () => {
  it('is dropped at the last of so many checks, whenever between two of them it was lost', () => {
    expect([240, 241, 259, 260].map((atUs) => noticedUs(balancer, atUs))).toEqual([280, 280, 280, 300])
  })

  it('takes players until it is dropped; then the others do, and when it is back it joins them', () => {
    const { summary } = two(lost)
    expect(area(summary.playerHoursRefused)).toBe(500 * (DROPPED_US - LOST_US))
    expect(summary.balancers).toMatchObject({ podsDropped: 1, droppedUs: { max: DROPPED_US - LOST_US } })
    // Ten logins a microsecond, half of them to it.
    expect(summary.balancers?.playersTurnedAway).toBe(5 * (DROPPED_US - LOST_US))
    expect(summary.recovery?.host).toMatchObject({ playersDisconnected: 500, podsBack: 1 })
    const alone = two(lost, null).summary
    expect(area(alone.playerHoursRefused)).toBe(500 * (BACK_US - LOST_US))
    expect(alone.balancers).toBeUndefined()
  })

  it('is not dropped when it is back before', () => {
    const { summary } = two(lost, { ...balancer, failures: 50 })
    expect(summary.balancers).toMatchObject({ podsDropped: 0, playersTurnedAway: 0 })
    expect(area(summary.playerHoursRefused)).toBe(500 * (BACK_US - LOST_US))
  })

  it('leaves its players to all the others at once, also when several go, and takes its share when it is back', () => {
    // Of 1000 players 250 on each of four pods take 10 of its 16 Cpus, 333 on each of three 13, 500 on each of two 20.
    const gate = component({ cpus: 16, podsMin: 4, load: { cpuMilliPerPlayer: 40 } })
    const components = [{ ...gate, loadBalancer: balancer }]
    const two = ['h000', 'h001'].map((host) => ({ atUs: LOST_US, host, downUs: 60 }))
    const games = [game({ startUs: -1, components, sessionUs: 100 })]
    const { summary } = outcomeOf({ games, hostFaults: two, recovery })
    expect(area(summary.playerHoursRefused)).toBe(500 * (DROPPED_US - LOST_US))
    // Their hosts are back at 310, and they 25 later.
    expect(area(summary.playerHoursDegraded)).toBe(1000 * (335 - DROPPED_US))
  })

  it('leaves nobody to send players to when it was the last', () => {
    const both = ['h000', 'h001'].map((host) => ({ atUs: LOST_US, host, downUs: 3000 }))
    const { summary } = two({ hostFaults: both, recovery })
    expect(area(summary.playerHoursRefused)).toBe(1000 * (BACK_US - LOST_US))
    expect(summary.balancers?.podsDropped).toBe(2)
  })
})

describe('a pod behind a load balancer that scales in', () => {
  /** 1000 players, and 300 from 1000 on: one pod of 500 is enough then. */
  const shrinking = (
    wishes: Partial<Scenario>,
    loadBalancer: typeof balancer | null,
    sessionUs: number | null = 300,
  ) => {
    const gate = component({ cpus: 16, podsMin: 1, playersPerPod: 500 })
    const components = [{ ...gate, ...(loadBalancer === null ? {} : { loadBalancer }) }]
    const players = curve([1, 0.3], 'hold', 1000)
    const session = sessionUs === null ? {} : { sessionUs }
    return outcomeOf({ games: [game({ startUs: 0, curve: players, components, ...session })], ...wishes })
  }
  const released = ({ events }: ReturnType<typeof shrinking>) =>
    events.flatMap((event) => (event.kind === 'release' ? [[event.atUs, event.cause]] : []))

  it('drains first: players leave as their sessions end, and those who are left are cut off', () => {
    const outcome = shrinking({}, balancer)
    expect(released(outcome)).toEqual([[1150, 'scale-down']])
    // Half of the 300 who are there then are on it; half of their sessions end within its drain.
    expect(outcome.summary.balancers).toMatchObject({ podsDrained: 1, playersDrained: 75, playersDrainedLate: 75 })
    expect(released(shrinking({}, null))).toEqual([[1000, 'scale-down']])
  })

  it('without a drain cuts all off at once, and without an end of sessions all at its end', () => {
    const outcome = shrinking({}, { ...balancer, drainUs: 0 })
    expect(released(outcome)).toEqual([[1000, 'scale-down']])
    expect(outcome.summary.balancers).toMatchObject({ playersDrained: 0, playersDrainedLate: 150 })
    const endless = shrinking({}, balancer, null).summary
    expect(endless.balancers).toMatchObject({ playersDrained: 0, playersDrainedLate: 150 })
  })

  it('and is lost while it drains is given up then, with who is left', () => {
    const hostFaults = ['h000', 'h001'].map((host) => ({ atUs: 1060, host, downUs: 3000 }))
    const outcome = shrinking({ hostFaults, recovery }, balancer)
    expect(released(outcome)).toEqual([[1060, 'scale-down']])
    expect(outcome.summary.balancers).toMatchObject({ podsDrained: 1, playersDrained: 30, playersDrainedLate: 120 })
    expect(outcome.summary.recovery?.host).toMatchObject({ pods: 2, podsBack: 1, podsGivenUp: 1 })
  })
})

describe('a zone that closes or whose game ends', () => {
  /** A world of 1000 players until 1000: two gates of 500 behind a balancer, and one pod without one behind them. */
  const ending = (wishes: Partial<Scenario>, loadBalancer: typeof balancer | null, sessionUs = 300) => {
    const gate = { ...component({ name: 'gate', podsMin: 2 }), ...(loadBalancer === null ? {} : { loadBalancer }) }
    const components = [gate, component({ name: 'logic' })]
    return outcomeOf({ games: [game({ mode: 'global', endUs: 1000, components, sessionUs })], ...wishes })
  }
  const released = ({ events }: ReturnType<typeof ending>) =>
    events.flatMap((event) => (event.kind === 'release' ? [[event.atUs, event.cause, event.pod]] : []))

  it('drains: its gates take nobody, and all its pods stay until that is over', () => {
    const outcome = ending({}, balancer)
    expect(released(outcome)).toEqual([
      [1150, 'game-end', 'moba/world/gate-1'],
      [1150, 'game-end', 'moba/world/gate-0'],
      [1150, 'game-end', 'moba/world/logic-0'],
    ])
    // Half of the sessions of 300 end in 150; each player is on one of the two.
    const { podsDrained, playersDrained, playersDrainedLate } = outcome.summary.balancers ?? {}
    expect([podsDrained, playersDrained, playersDrainedLate]).toEqual([2, 500, 500])
  })

  it('goes at once without a balancer, or with one that does not drain', () => {
    const at = (outcome: ReturnType<typeof ending>) => new Set(released(outcome).map(([atUs]) => atUs))
    expect(at(ending({}, null))).toEqual(new Set([1000]))
    const none = ending({}, { ...balancer, drainUs: 0 })
    expect(at(none)).toEqual(new Set([1000]))
    expect(none.summary.balancers).toMatchObject({ podsDrained: 2, playersDrainedLate: 1000 })
  })

  it('gives a pod up whose host is lost meanwhile, and one that is not ready at once', () => {
    const hostFaults = [{ atUs: 1060, host: 'h000', downUs: 100 }]
    const times = released(ending({ hostFaults, recovery }, balancer)).map(([atUs]) => atUs)
    expect(times.filter((atUs) => atUs === 1060).length).toBeGreaterThan(0)
    const late = { delays: { bindUs: exactly(5), startUs: exactly(2000) } }
    expect(released(ending(late, balancer)).map(([atUs]) => atUs)).toEqual([1000, 1000, 1000])
    // The pod behind the gates, alone on its host, which is lost: nobody has noticed yet.
    const parts = [{ ...component({ name: 'gate', cpus: 16, podsMin: 2 }), loadBalancer: balancer }]
    const behind = component({ name: 'logic', cpus: 16 })
    const games = [game({ mode: 'global', endUs: 1000, components: [...parts, behind], sessionUs: 300 })]
    const gone = released(outcomeOf({ games, hostFaults: [{ atUs: 990, host: 'h002', downUs: 500 }], recovery }))
    expect(gone.map(([atUs, , pod]) => [atUs, pod])).toEqual([
      [1000, 'moba/world/logic-0'],
      [1150, 'moba/world/gate-1'],
      [1150, 'moba/world/gate-0'],
    ])
  })

  it('closes with its players on other zones, its pods a drain later', () => {
    const gate = { ...component({ name: 'gate' }), loadBalancer: balancer }
    const day = 86_400_000_000
    const players = curve([1, 0.1], 'hold', day)
    const games = [game({ peakPlayers: 2000, curve: players, components: [gate], sessionUs: 300 })]
    const times = { durationUs: 5 * day, scalingIntervalUs: day / 4, sampleIntervalUs: day }
    const outcome = outcomeOf({ games, ...times })
    const closed = released(outcome).filter(([, cause]) => cause === 'zone-close')
    expect(closed.length).toBeGreaterThan(0)
    for (const [atUs] of closed) expect(Number(atUs) % (day / 4)).toBe(balancer.drainUs)
    expect(outcome.summary.balancers?.podsDrained).toBe(closed.length)
  })

  it('is left alone by a rollout that would have come to it', () => {
    const all = { name: 'all', regions: [], idcs: [], podsMax: 9, percent: 100, holdUs: 0 }
    const of = { name: 'v2', games: ['moba'], atUs: 990, change: 'config', mode: 'replace' } as const
    const how = { takesUs: exactly(5), drainUs: 20, atOnce: 1, failsPermille: 0, steps: [all], gate: {} }
    const rollouts = ['gate', 'logic'].map((part) => ({ ...of, ...how, name: part, component: part }))
    const outcome = ending({ rollouts }, balancer)
    expect(outcome.summary.rollouts?.map(({ status, podsUpdated }) => [status, podsUpdated])).toEqual([
      ['done', 0],
      ['done', 0],
    ])
  })
})

describe('players whom a loss cut off', () => {
  const reconnect = { promptPermille: 1000, promptUs: 80, restUs: 80 }
  /** Readings every 10: of so many players all, then 7/8 of them, … rounded up, are still away for 10. */
  const away = (players: number, readings: number): number => {
    const each = Array.from({ length: readings }, (_, i) => 10 * Math.ceil((players * (8 - i)) / 8))
    return each.reduce((sum, one) => sum + one, 0)
  }
  const absent = ({ summary }: ReturnType<typeof two>): number => 1000 * 2000 - area(summary.playerHours)

  it('log in bit by bit once their pod is back', () => {
    const outcome = two({ ...lost, recovery: { ...recovery, reconnect } }, null)
    expect(area(outcome.summary.playerHoursRefused)).toBe(500 * (BACK_US - LOST_US))
    expect(absent(outcome)).toBe(away(500, 8))
    expect(absent(two(lost, null))).toBe(0)
  })

  it('log in bit by bit once the load balancer has dropped it', () => {
    const outcome = two({ ...lost, durationUs: 300, recovery: { ...recovery, reconnect } })
    expect(area(outcome.summary.playerHoursRefused)).toBe(500 * (DROPPED_US - LOST_US))
    const gone = 1000 * 300 - area(outcome.summary.playerHours)
    expect(gone).toBe(away(500, 2))
    expect(outcome.summary.peaks['playersReturning']).toEqual({ value: 375, atUs: 300 })
  })
})
