import { describe, expect, it } from 'vitest'
import type { Maintenance } from '../../../src/model/maintenance.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { runScenario } from '../../scenario/run-scenario.ts'
import { component, fleet, game, scenario } from './make.ts'

const exactly = (us: number): { fromUs: number; toUs: number } => ({ fromUs: us, toUs: us })
const area = (hours: number): number => Math.round(hours * 3.6e9)
const balancer = { drainUs: 150, everyUs: 20, failures: 2 }

/** At 500 one host is taken, h000, for 100; pods may take 50 to leave it. */
function window(wishes: Partial<Maintenance> = {}): Maintenance {
  const base = { name: 'w', atUs: 500, hosts: ['h000'], atOnce: 1, workUs: exactly(100), graceUs: 50 }
  return { ...base, afterGrace: 'wait', discard: [], ...wishes }
}

/** Pods take 25 to start, the load is read each 1000. */
function outcomeOf(maintenance: readonly Maintenance[], wishes: Partial<Scenario>) {
  const times = { delays: { bindUs: exactly(5), startUs: exactly(20) }, scalingIntervalUs: 1000, durationUs: 4000 }
  const outcome = runScenario(scenario({ ...times, ...wishes, maintenance }), { audited: true })
  expect(outcome.audit?.violations).toEqual([])
  const told = outcome.events.filter(({ kind, atUs }) => atUs >= 500 && !['ready', 'component'].includes(kind))
  const story = told.map((event) => `${event.atUs} ${event.kind}${'host' in event ? ` ${event.host}` : ''}`)
  return { ...outcome, story, window: outcome.summary.maintenance?.[0] }
}

/** Worlds of 1000 players whose pods fill a host each. */
function full(pods: number, request: { readonly diskMib?: number } = {}, loadBalancer: typeof balancer | null = null) {
  const made = component({ cpus: 16, podsMin: pods, load: { cpuMilliPerPlayer: 25 } })
  const part = { ...made, request: { ...made.request, ...request } }
  const components = [loadBalancer === null ? part : { ...part, loadBalancer }]
  return [game({ startUs: -1, components, sessionUs: 300 })]
}

describe('a host whose pods can move', () => {
  it('is left, goes and comes back at exact times, and its players are without their pod for a start', () => {
    const { story, window: one, summary, decisions } = outcomeOf([window()], { games: full(1) })
    expect(story).toEqual([
      '500 cordon h000',
      '500 migrate',
      '501 host-lost h000',
      '601 host-recovered h000',
      '601 uncordon h000',
    ])
    expect(decisions.filter(({ kind }) => kind === 'migrate').map(({ atUs, cause }) => [atUs, cause])).toEqual([
      [500, 'drain'],
    ])
    expect(one).toMatchObject({ status: 'done', endUs: 601, hostsDone: 1, podsMoved: 1, moves: 1, podsNotMoved: {} })
    expect(one).toMatchObject({ playersDisconnected: 1000, awayUs: { max: 25 }, drainUs: { max: 1 } })
    expect(area(summary.playerHoursRefused)).toBe(25 * 1000)
    expect(summary.recovery).toBeUndefined()
  })

  it('counts what its pods left on its disk, where that may be lost', () => {
    const { window: one } = outcomeOf([window({ discard: ['logic'] })], { games: full(1, { diskMib: 100 }) })
    expect(one).toMatchObject({ podsMoved: 1, pathMibLost: 100 })
  })

  it('is left by pods behind a load balancer as they have drained, or as the grace ends', () => {
    const cutOff = (pods: number, graceUs: number): unknown => {
      const { story, window: one, summary } = outcomeOf([window({ graceUs })], { games: full(pods, {}, balancer) })
      const at = story.find((line) => line.endsWith('migrate'))
      return [at, one?.playersDisconnected, summary.balancers?.playersDrained]
    }
    // Of 500 players half are there still after 150 of 300, four in five after 60.
    expect(cutOff(2, 1000)).toEqual(['650 migrate', 250, 250])
    expect(cutOff(2, 60)).toEqual(['560 migrate', 400, 100])
    // Nobody else would take the players of the only one.
    expect(cutOff(1, 1000)).toEqual(['500 migrate', 1000, 0])
  })
})

describe('a host whose pods cannot move', () => {
  const stuck = { fleet: fleet(2), games: full(2) }
  const refusals = ({ decisions }: ReturnType<typeof outcomeOf>): readonly number[] => {
    return decisions.flatMap((each) => (each.kind === 'refuse' && each.action === 'migrate' ? [each.atUs] : []))
  }

  it('is skipped after a last try, and says why', () => {
    const outcome = outcomeOf([window({ afterGrace: 'skip' })], stuck)
    expect(outcome.story).toEqual(['500 cordon h000', '500 migrate', '550 migrate', '551 uncordon h000'])
    expect(refusals(outcome)).toEqual([500, 550])
    expect(outcome.window).toMatchObject({ status: 'done', endUs: 551, hostsDone: 0, hostsGivenUp: 1, moves: 0 })
    expect(outcome.window?.givenUp).toEqual([{ host: 'h000', reasons: { Cpus: 1 } }])
  })

  it('that is skipped lets pods which drained have players again', () => {
    const games = full(2, {}, balancer)
    const { summary } = outcomeOf([window({ afterGrace: 'skip' })], { ...stuck, games })
    // Until 551 one pod has all 1000 players, for whom it is too small.
    expect(area(summary.playerHoursDegraded)).toBe(51 * 1000)
  })

  it('waits, and asks at each reading until there is room', () => {
    const guest = game({ name: 'zguest', startUs: -1, endUs: 1200, components: [component({ cpus: 16 })] })
    const outcome = outcomeOf([window()], { fleet: fleet(2), games: [...full(1), guest] })
    expect(refusals(outcome)).toEqual([500, 550, 1000])
    expect(outcome.story.slice(-4)).toEqual([
      '2000 migrate',
      '2001 host-lost h000',
      '2101 host-recovered h000',
      '2101 uncordon h000',
    ])
    const still = outcomeOf([window()], stuck).window
    expect(still).toMatchObject({ status: 'under way', endUs: null, hostsLeft: 1, podsNotMoved: { Cpus: 1 } })
  })

  it('goes all the same, and what is left on it is wanted again', () => {
    const { story, window: one, summary, decisions } = outcomeOf([window({ afterGrace: 'evict' })], stuck)
    expect(story.slice(2)).toEqual([
      '550 migrate',
      '551 host-lost h000',
      '651 host-recovered h000',
      '651 uncordon h000',
    ])
    expect(one).toMatchObject({ hostsDone: 1, podsEnded: 1, podsNotMoved: { Cpus: 1 }, playersDisconnected: 500 })
    expect(summary.recovery?.maintenance).toMatchObject({ hosts: 1, podsBack: 1, backUs: { max: 125 } })
    expect(decisions.at(-1)).toMatchObject({ kind: 'place', atUs: 651, cause: 'recover' })
  })

  it('for their data on its disk is not even begun where it would be skipped', () => {
    const games = full(1, { diskMib: 100 })
    const skipped = outcomeOf([window({ afterGrace: 'skip' })], { games })
    expect(skipped.story).toEqual([])
    expect(skipped.window).toMatchObject({ status: 'done', hostsGivenUp: 1, podsNotMoved: { pathData: 1 } })
    const waits = outcomeOf([window()], { games })
    expect(waits.story).toEqual(['500 cordon h000'])
    expect(waits.window).toMatchObject({ status: 'under way', podsNotMoved: { pathData: 1 } })
  })
})

describe('the hosts of a window', () => {
  const all = ['h000', 'h001', 'h002', 'h003']
  const begun = ({ story }: ReturnType<typeof outcomeOf>): readonly string[] =>
    story.filter((line) => line.includes(' cordon'))

  it('take turns, and none is begun after its end', () => {
    const outcome = outcomeOf([window({ hosts: all, untilUs: 700 })], { games: [] })
    expect(begun(outcome)).toEqual(['500 cordon h000', '600 cordon h001'])
    expect(outcome.window).toMatchObject({ status: 'over', endUs: 700, hostsDone: 2, hostsLeft: 2 })
  })

  it('do not count while they are not there yet', () => {
    const hostFaults = [{ atUs: 0, host: 'h003', downUs: 1500 }]
    const outcome = outcomeOf([window({ hosts: all })], { games: [], hostFaults })
    expect(begun(outcome)).toEqual(['500 cordon h000', '600 cordon h001', '700 cordon h002', '2000 cordon h003'])
  })

  it('count while they are lost, and have their turn when they are back', () => {
    const hostFaults = [{ atUs: 450, host: 'h000', downUs: 700 }]
    const outcome = outcomeOf([window({ hosts: all.slice(0, 2) })], { games: [], hostFaults })
    expect(begun(outcome)).toEqual(['2000 cordon h000', '2100 cordon h001'])
  })

  it('have their turn again when they were lost while pods left them', () => {
    const hostFaults = [{ atUs: 520, host: 'h000', downUs: 200 }]
    const games = full(2, {}, balancer)
    const { story, window: one } = outcomeOf([window({ graceUs: 1000 })], { games, hostFaults })
    expect(story).toEqual([
      '500 cordon h000',
      '520 host-lost h000',
      '650 uncordon h000',
      '720 host-recovered h000',
      '1000 cordon h000',
      '1000 host-lost h000',
      '1100 host-recovered h000',
      '1100 uncordon h000',
    ])
    expect(one).toMatchObject({ status: 'done', hostsDone: 1, podsMoved: 0, podsEnded: 0 })
  })

  it('wait for a window that has them in hand', () => {
    const later = window({ name: 'x', atUs: 550, hosts: all.slice(0, 2), atOnce: 2, afterGrace: 'skip' })
    const { summary, ...outcome } = outcomeOf([window(), later], { games: full(1, { diskMib: 100 }) })
    // The first one waits for the data on h000.
    expect(outcome.story.filter((line) => line.includes(' cordon'))).toEqual(['500 cordon h000', '550 cordon h001'])
    expect(summary.maintenance?.[1]).toMatchObject({ status: 'under way', hostsDone: 1, hostsGivenUp: 0, hostsLeft: 1 })
    expect(begun(outcomeOf([window(), { ...later, hosts: ['h000'] }], { games: [] }))).toEqual([
      '500 cordon h000',
      '1000 cordon h000',
    ])
  })
})
