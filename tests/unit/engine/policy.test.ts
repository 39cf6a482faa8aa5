import { expect, it } from 'vitest'
import { createEngine } from '../../../src/engine/engine.ts'
import { PolicyFault } from '../../../src/engine/policy/guard.ts'
import { profileOfPolicy } from '../../../src/engine/policy/own-profile.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import { loadPolicy } from '../../../src/model/parse/policy.ts'
import type { Policy } from '../../../src/model/policy.ts'
import { TRAP_NAMES } from '../../../src/model/policy-traps.ts'
import { fleetOf, smtHost } from './small-fleet.ts'

const FLEET = fleetOf([smtHost('h1'), smtHost('h2'), smtHost('h3')])

/** Asks for one pod under a policy and returns what is decided; all calls are made twice. */
function placeUnder(policy: Policy, slip: () => string | null = () => null): readonly string[] {
  const { profile, spec } = profileOfPolicy(policy, { twiceEvery: 1, slip })
  const engine = createEngine(FLEET, { profiles: [spec], policies: [profile] })
  const size = { cpus: 2, memoryMib: 1024 }
  const rules = { diskMib: 0, ioKibps: 0, network: 'nat', numa: 'preferred', where: {}, spread: [] } as const
  const request = { ...size, ...rules, profile: policy.name }
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request })
  const who = { pod: 'g/z/c-1', game: 'g', zone: 'z', component: 'c' }
  engine.observe({ atUs: 0, kind: 'request', ...who, ...size, cause: 'launch' })
  return engine.decide(0).map(createDecisionWriter(FLEET))
}

it('prefers the host, refuses by its own filter and weighs its own scores', () => {
  expect(placeUnder({ name: 'x', scores: { Third: ({ name }) => (name === 'h3' ? 1 : 0) } })[0]).toContain('"h3"')
  expect(placeUnder({ name: 'x', filters: { Second: ({ name }) => name === 'h2' } })[0]).toContain('"h2"')
  const none = placeUnder({ name: 'x', filters: { None: () => false } })[0]
  expect(none).toContain('"reasons":[{"filter":"Policy","hosts":3}]')
  expect(none).not.toContain('nearest')
})

let turns = 0
it.each<readonly [string, Policy, string]>([
  [
    'throws',
    { name: 'x', scores: { S: () => JSON.parse('{') } },
    'score S of x, for pod g/z/c-1 on h1: throws SyntaxError',
  ],
  ['answers 101', { name: 'x', scores: { S: () => 101 } }, 'answers 101, not an integer from 0 to 100'],
  ['answers half', { name: 'x', scores: { S: () => 0.5 } }, 'answers 0.5, not an integer'],
  [
    'answers NaN',
    { name: 'x', reserve: () => Number.NaN, extends: 'pack' },
    'reserve of x, for pod g/z/c-1 on h1: answers NaN',
  ],
  [
    'answers a word',
    { name: 'x', filters: { F: () => 'yes' as never } },
    'filter F of x, for pod g/z/c-1 on h1: answers "yes"',
  ],
  ['counts its calls', { name: 'x', scores: { S: () => turns++ % 7 } }, 'when asked the same again'],
  [
    'writes to a host',
    { name: 'x', scores: { S: (host) => Object.assign(host, { freeCpus: 9 }).freeCpus } },
    'throws TypeError',
  ],
])('catches and names a plug-in that %s', (_, policy, words) => {
  expect(() => placeUnder(policy)).toThrow(PolicyFault)
  expect(() => placeUnder(policy)).toThrow(words)
})

it.each(['Date', 'performance', 'fetch', 'crypto', 'globalThis', 'setTimeout', 'Function'])(
  'catches and names a plug-in that reaches for %s, and swallows the error',
  (name) => {
    const module = (...globals: readonly unknown[]): Policy => {
      const found = globals[TRAP_NAMES.indexOf(name)] as { now(): number }
      const swallow = (): number => {
        try {
          return found.now()
        } catch {
          return 5
        }
      }
      return { name: 'x', scores: { S: swallow } }
    }
    const loaded = loadPolicy(module)
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
    expect(() => placeUnder(loaded.value.policy, loaded.value.slip)).toThrow(`reaches for ${name}`)
  },
)

/** NumaNodes of a pod that is placed with 2 Cpus and resized to 12, on a host of three NumaNodes of 8. */
function resizedUnder(policy: Policy): string {
  const fleet = fleetOf([smtHost('h1', 3)])
  const { profile, spec } = profileOfPolicy(policy, { twiceEvery: 1 })
  const engine = createEngine(fleet, { profiles: [spec], policies: [profile] })
  const rules = { diskMib: 0, ioKibps: 0, network: 'nat', numa: 'preferred', where: {}, spread: [] } as const
  const request = { cpus: 2, memoryMib: 1024, ...rules, profile: policy.name }
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request })
  const who = { pod: 'g/z/c-1', game: 'g', zone: 'z', component: 'c' }
  engine.observe({ atUs: 0, kind: 'request', ...who, cpus: 2, memoryMib: 1024, cause: 'launch' })
  engine.decide(0)
  engine.observe({ atUs: 1, kind: 'resize', pod: 'g/z/c-1', cpus: 12, memoryMib: 1024, cause: 'load' })
  engine.decide(1)
  const numaNodes = fleet.hosts[0].numaNodes.filter(({ cores }) => {
    return cores.flat().some((cpu) => engine.holding('g/z/c-1')?.cpus.includes(cpu) === true)
  })
  return numaNodes.map(({ id }) => id).join()
}

it('takes of the NumaNodes for a resized pod those that its own preference likes best', () => {
  const seen: string[] = []
  expect(resizedUnder({ name: 'x', extends: 'pack' })).toBe('0,1')
  const like = (id: number): NonNullable<Policy['resize']> => {
    return (host, pod, numaNodes) => {
      seen.push(`${host.name} ${pod.cpus} ${numaNodes.map((each) => each.id).join()}`)
      return numaNodes.some((each) => each.id === id) ? 100 : 0
    }
  }
  expect(resizedUnder({ name: 'x', extends: 'pack', resize: like(2) })).toBe('0,2')
  // Asked of the smallest sets alone, with what the pod will be, and never of one that drops a Cpu held (law L10).
  expect([...new Set(seen)].sort()).toEqual(['h1 12 0,1', 'h1 12 0,2'])
  expect(resizedUnder({ name: 'x', extends: 'pack', reserve: like(2) })).not.toBe('0,1')
  const wrong = (): string => resizedUnder({ name: 'x', extends: 'pack', resize: () => 101 })
  expect(wrong).toThrow('resize of x, for pod g/z/c-1 on h1: answers 101')
})

it.each(['random', 'exp', 'log', 'pow'])('catches Math.%s, which is chance or approximate', (name) => {
  const loaded = loadPolicy((math) => ({
    name: 'x',
    scores: { S: () => (math as Record<string, () => number>)[name]() },
  }))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  expect(() => placeUnder(loaded.value.policy, loaded.value.slip)).toThrow(`reaches for Math.${name}`)
})

it.each<readonly [unknown, readonly string[]]>([
  [7, [': 7']],
  [{ name: 'pack', scores: { A: () => 1 } }, ['name: "pack"']],
  [{ name: 'kube-default', scores: { A: () => 1 } }, ['name: "kube-default"']],
  [{ name: 'kube-single-numa-node', extends: 'pack' }, ['name: "kube-single-numa-node"']],
  [{ name: 'x' }, [': a policy that says nothing']],
  [{ name: 'x', filters: {}, scores: {} }, [': a policy that says nothing']],
  ...['reserve', 'resize', 'rebalance'].map((key) => [{ name: 'x', [key]: () => 1 }, []] as const),
  [
    { name: 'X Y', extends: 'best', weights: { Nope: 1, CpuFree: -1 }, scores: { 'a b': 3 }, reserve: 1, extra: 1 },
    [
      'extra: an unknown key',
      'name: "X Y"',
      'extends: "best"',
      'scores.a b: "a b"',
      'scores.a b: 3',
      'reserve: 1',
      'weights.Nope: an unknown plug-in',
      'weights.CpuFree: -1',
    ],
  ],
])('lists what is wrong with %j', (value, expected) => {
  const loaded = loadPolicy(() => value)
  expect(loaded.ok ? [] : loaded.faults.map(({ path, found }) => `${path}: ${found}`)).toEqual(expected)
})
