import { describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { PolicyFault } from '../../../src/engine/policy/guard.ts'
import { profileOfPolicy } from '../../../src/engine/policy/own-profile.ts'
import type { Policy } from '../../../src/model/policy.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

const HOSTS = ['h1', 'h2', 'h3']
const PRICES = { host: 10, move: 1 }

type Rebalance = NonNullable<Policy['rebalance']>

/**
 * An engine under a policy with that word in what moves. pods: of each its Cpus and the host that it is put on, for
 * which the others are cordoned; null: any.
 */
function engineOf(
  hosts: readonly string[],
  pods: readonly (readonly [number, string | null])[],
  rebalance?: Rebalance,
  base: 'pack' | 'spread' = 'pack',
): Engine {
  const policy: Policy = { name: 'x', extends: base, ...(rebalance === undefined ? {} : { rebalance }) }
  const { profile, spec } = profileOfPolicy(policy, { twiceEvery: 1 })
  const engine = createEngine(fleetOf(hosts.map((name) => smtHost(name))), { profiles: [spec], policies: [profile] })
  const request = { ...PLAIN, numa: 'preferred', profile: 'x' } as const
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request })
  for (const [cpus, host] of pods) {
    const others = hosts.filter((name) => host !== null && name !== host)
    for (const other of others) engine.observe({ atUs: 0, kind: 'cordon', host: other })
    const who = { pod: `g/z/c-${cpus}`, game: 'g', zone: 'z', component: 'c', cause: 'launch' } as const
    engine.observe({ atUs: 0, kind: 'request', ...who, cpus, memoryMib: 1024 })
    engine.decide(0)
    for (const other of others) engine.observe({ atUs: 0, kind: 'uncordon', host: other })
  }
  return engine
}

function emptied(rebalance?: Rebalance): readonly string[] {
  const pods = [
    [2, 'h1'],
    [4, 'h2'],
    [6, 'h3'],
  ] as const
  return engineOf(HOSTS, pods, rebalance)
    .consolidate(1, PRICES)
    .map(({ host }) => HOSTS[host])
}

describe('what a policy says about moves', () => {
  it('is the order in which hosts are emptied, and which stay', () => {
    expect(emptied()).toEqual(['h1', 'h2'])
    expect(emptied(({ name }) => ({ h1: 10, h2: 20, h3: 30 })[name] ?? 0)).toEqual(['h3', 'h2'])
    expect(emptied(({ name }) => (name === 'h2' ? 1 : 0))).toEqual(['h2'])
    expect(emptied(() => 0)).toEqual([])
  })

  it('is told the pods that would move', () => {
    const seen = new Set<string>()
    emptied((host, pods) => {
      seen.add(`${host.name} ${pods.map(({ cpus }) => cpus).join(' ')}`)
      return host.name === 'h1' ? 100 : 50
    })
    expect([...seen]).toEqual(['h1 2', 'h2 4', 'h3 6', 'h3 2 4 6'])
  })

  it('is which pods give room to another', () => {
    const moved = (rebalance?: Rebalance): string | undefined => {
      const pods = [
        [6, 'h1'],
        [5, 'h1'],
        [7, 'h2'],
        [4, 'h2'],
        [9, null],
      ] as const
      return engineOf(['h1', 'h2'], pods, rebalance)
        .makeRoom(1, 'g/z/c-9', 1)
        ?.filter(({ kind }) => kind === 'migrate')
        .map(({ pod }) => pod.name)
        .join()
    }
    const without = moved()
    expect(without).toBeDefined()
    const others = moved((_, pods) => (pods.some(({ cpus }) => `g/z/c-${cpus}` === without) ? 0 : 100))
    expect(others).not.toBe(without)
    expect(moved((_, pods) => (pods.some(({ cpus }) => `g/z/c-${cpus}` === others) ? 100 : 1))).toBe(others)
    expect(moved(() => 0)).toBeUndefined()
  })

  it('is guarded as any other plug-in', () => {
    const fault = (rebalance: Rebalance): unknown => {
      try {
        return emptied(rebalance)
      } catch (error) {
        return error
      }
    }
    expect(fault(() => 101)).toBeInstanceOf(PolicyFault)
    expect(String(fault(() => 101))).toContain('rebalance of x, on h1: answers 101, not an integer from 0 to 100')
    const write: Rebalance = (_, pods) => {
      ;(pods as unknown[]).push(1)
      return 1
    }
    expect(String(fault(write))).toContain('rebalance of x, on h1: throws TypeError')
  })
})

it('empties hosts though others are empty, which pods of a profile that spreads would rather take', () => {
  const hosts = ['h1', 'h2', 'h3', 'h4']
  const pods = [
    [3, 'h1'],
    [4, 'h2'],
    [5, 'h3'],
  ] as const
  const emptied = engineOf(hosts, pods, undefined, 'spread').consolidate(1, PRICES)
  expect(emptied.map(({ host }) => hosts[host])).toEqual(['h1', 'h2'])
  const onto = emptied.flatMap(({ moves }) => moves.map(({ holding }) => hosts[holding.host]))
  expect(onto.at(-1)).toBe('h3')
})
