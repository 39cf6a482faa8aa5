import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecoveryModel } from '../../../src/model/recovery.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { runScenario } from '../../scenario/run-scenario.ts'
import { busy, run } from './busy.ts'
import { component, fleet, game, scenario } from './make.ts'

const exactly = (us: number): { fromUs: number; toUs: number } => ({ fromUs: us, toUs: us })
const recovery: RecoveryModel = { detectUs: exactly(40), nameLagUs: exactly(33) }

/** One zone of 1000 players and one pod, ready from 1 on; 5 to bind and 20 to start. */
function one(wishes: Partial<Scenario>, request: object = {}) {
  const only = component({ cpus: 16 })
  // Keys in the order of a request's line.
  const { network, numa, where, spread, profile, ...sizes } = { ...only.request, ...request }
  const { fixedIp, ...rest } = { fixedIp: undefined, ...sizes }
  const kept = fixedIp === undefined ? {} : { fixedIp }
  const pod = { ...only, request: { ...rest, network, ...kept, numa, where, spread, profile } }
  const outcome = runScenario(
    scenario({
      games: [game({ startUs: -1, components: [pod] })],
      delays: { bindUs: exactly(5), startUs: exactly(20) },
      recovery,
      ...wishes,
    }),
    { audited: true },
  )
  expect(outcome.audit?.violations).toEqual([])
  return outcome
}

function timesOf({ events, decisions }: ReturnType<typeof runScenario>): (string | number)[][] {
  const seen = events.filter(({ kind }) => kind === 'host-lost' || kind === 'host-recovered' || kind === 'ready')
  const moves = decisions.filter(({ kind }) => kind === 'place' || kind === 'release')
  return [...seen, ...moves].map(({ atUs, kind }) => [atUs, kind]).sort((a, b) => Number(a[0]) - Number(b[0]))
}

describe('a pod whose host is lost', () => {
  it('is moved once the loss is noticed', () => {
    const outcome = one({ hostFaults: [{ atUs: 250, host: 'h000', downUs: 3000 }] })
    expect(timesOf(outcome)).toEqual([
      [0, 'place'],
      [1, 'ready'],
      [290, 'host-lost'],
      [290, 'release'],
      [290, 'place'],
      [315, 'ready'],
      [3250, 'host-recovered'],
    ])
    expect(outcome.summary.recovery).toMatchObject({
      host: { hosts: 1, pods: 1, podsBack: 1, podsGivenUp: 0, podsAway: 0, playersDisconnected: 1000 },
    })
  })

  it('comes back without any lag under the address that it keeps, and after the lag under another', () => {
    const hostFaults = [{ atUs: 250, host: 'h000', downUs: 3000 }]
    const kept = one({ hostFaults }, { fixedIp: true })
    expect(kept.summary.recovery?.host).toMatchObject({
      placedUs: { max: 40 },
      readyUs: { max: 65 },
      backUs: { max: 65 },
    })
    // Without a network it is reached by its host's address, which is another one.
    const moved = one({ hostFaults }, { network: 'nat' })
    expect(moved.summary.recovery?.host).toMatchObject({ readyUs: { max: 65 }, backUs: { max: 98 } })
    const unserved = (outcome: typeof kept): number => Math.round(outcome.summary.playerHoursUnserved * 3.6e9)
    expect([unserved(kept), unserved(moved)]).toEqual([65_000, 98_000])
  })

  it('waits no longer than until the host is back and says so', () => {
    const outcome = one({ hostFaults: [{ atUs: 250, host: 'h000', downUs: 10 }] }, { network: 'nat' })
    expect(timesOf(outcome).slice(2, 6)).toEqual([
      [260, 'host-lost'],
      [260, 'host-recovered'],
      [260, 'release'],
      [260, 'place'],
    ])
    // It is on the same host again, where its players look for it.
    expect(outcome.summary.recovery?.host).toMatchObject({ backUs: { count: 1, max: 35 } })
  })

  it('loses what it had on a path of the host', () => {
    const outcome = one({ hostFaults: [{ atUs: 250, host: 'h000', downUs: 3000 }] }, { diskMib: 700, ioKibps: 5 })
    expect(outcome.summary.recovery?.host?.pathMibLost).toBe(700)
  })

  it('that is lost again on its way counts once, from the first loss on', () => {
    const hostFaults = ['h000', 'h001'].map((host, i) => ({ atUs: 250 + 50 * i, host, downUs: 3000 }))
    const { recovery: losses } = one({ hostFaults }, { fixedIp: true }).summary
    expect(losses?.host).toMatchObject({ hosts: 2, pods: 1, podsBack: 1, placedUs: { count: 2 }, backUs: { max: 115 } })
  })

  it('in the instant in which its game ends is not missed', () => {
    const games = [game({ startUs: -1, endUs: 250, components: [component({ cpus: 16 })] })]
    const { recovery: losses } = one({ games, hostFaults: [{ atUs: 250, host: 'h000', downUs: 3000 }] }).summary
    expect(losses?.host).toMatchObject({ hosts: 1, pods: 0, podsAway: 0 })
  })

  it('never starts on a host whose loss nobody has noticed', () => {
    const hostFaults = [{ atUs: 250, host: 'h000', downUs: 3000 }]
    const late = [game({ startUs: 260, components: [component({ cpus: 16 })] })]
    const outcome = one({ games: late, hostFaults })
    expect(timesOf(outcome).slice(0, 4)).toEqual([
      [260, 'place'],
      [290, 'host-lost'],
      [290, 'release'],
      [290, 'place'],
    ])
    expect(outcome.summary.recovery?.host).toMatchObject({ hosts: 1, pods: 0, playersDisconnected: 0 })
    expect(outcome.summary.placeWaitUs.count).toBe(1)
  })
})

describe('players that a loss cuts off', () => {
  const cutOff = (hosts: readonly string[], components = ['front', 'back']): number | undefined => {
    const parts = components.map((name) => component({ name, cpus: 16, podsMin: 2 }))
    const hostFaults = hosts.map((host) => ({ atUs: 250, host, downUs: 3000 }))
    const outcome = one({ games: [game({ startUs: -1, components: parts })], hostFaults })
    return outcome.summary.recovery?.host?.playersDisconnected
  }

  it('are those of the component that lost most of its pods, counted once', () => {
    // back-0 and back-1 on h000 and h001, front-0 and front-1 on h002 and h003.
    expect(cutOff(['h000'])).toBe(500)
    expect(cutOff(['h000', 'h001'])).toBe(1000)
    expect(cutOff(['h000', 'h002'])).toBe(500)
    expect(cutOff(['h000', 'h002', 'h003'])).toBe(1000)
  })

  it('are not cut off again by what they do not play on', () => {
    const hostFaults = [250, 255].map((atUs) => ({ atUs, host: 'h000', downUs: 3000 }))
    expect(one({ hostFaults }).summary.recovery?.host).toMatchObject({ hosts: 1, playersDisconnected: 1000 })
  })
})

describe('a model of recovery', () => {
  const domainFaults = [{ atUs: 6000, domain: 'idc' as const, name: 'i', downUs: 90 }]

  it('of no times at all changes nothing', () => {
    const plain = run({ ...busy, domainFaults }, 1)
    const timeless = run({ ...busy, domainFaults, recovery: { detectUs: exactly(0), nameLagUs: exactly(0) } }, 1)
    expect(timeless.events).toEqual(plain.events)
    expect(timeless.decisions).toEqual(plain.decisions)
    expect(timeless.columns).toEqual(plain.columns)
    expect(plain.simulation.series.names).not.toContain('podsAway')
  })

  it('accounts for every pod, whatever is lost, and breaks no law', () => {
    const faults = fc.array(
      fc.record({
        atUs: fc.integer({ min: 1, max: 19_900 }),
        host: fc.integer({ min: 0, max: 6 }).map((index) => fleet(7).hosts[index].name),
        downUs: fc.integer({ min: 1, max: 900 }),
      }),
      { maxLength: 8 },
    )
    const lag = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 })).map(([a, b]) => {
      return { fromUs: Math.min(a, b), toUs: Math.max(a, b) }
    })
    fc.assert(
      fc.property(faults, lag, lag, (hostFaults, detectUs, nameLagUs) => {
        const world = { ...busy, hostFaults, domainFaults, recovery: { detectUs, nameLagUs } }
        const { audit, summary } = runScenario(world, { audited: true })
        expect(audit?.violations).toEqual([])
        for (const losses of Object.values(summary.recovery ?? {})) {
          expect(losses.pods).toBe(losses.podsBack + losses.podsGivenUp + losses.podsAway)
          expect(losses.backUs.count).toBe(losses.podsBack)
        }
        const { simulation } = run(world, 1)
        const last = (name: 'podsAway' | 'playersDisconnected'): number => simulation.series.column(name).at(-1) ?? -1
        const sum = (name: 'podsAway' | 'playersDisconnected'): number =>
          Object.values(summary.recovery ?? {}).reduce((total, losses) => total + losses[name], 0)
        expect([last('podsAway'), last('playersDisconnected')]).toEqual([sum('podsAway'), sum('playersDisconnected')])
      }),
      { numRuns: 8, seed: 6 },
    )
  })
})
