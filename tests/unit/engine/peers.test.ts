import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { PeerRule, PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

const REQUEST: PodRequest = { ...PLAIN, profile: 'spread', numa: 'preferred' }
const NEAR: PeerRule = { kind: 'near', component: 'gate', scope: 'zone', domain: 'rack' }
const APART: PeerRule = { kind: 'apart', component: 'gate', scope: 'game', domain: 'host' }

/** Four empty hosts of 16 Cpus, h1 and h2 in one rack, h3 and h4 in another. */
function emptyEngine(): Engine {
  const hosts = ['h1', 'h2', 'h3', 'h4'].map((name) => ({ ...smtHost(name), rack: name < 'h3' ? 'r1' : 'r2' }))
  return createEngine(fleetOf(hosts))
}

function declare(engine: Engine, component: string, more: Partial<PodRequest> = {}): void {
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component, request: { ...REQUEST, ...more } })
}

/** pod: `ZONE/COMPONENT-ORDINAL`. */
function ask(engine: Engine, atUs: number, pod: string, cpus = 2, group?: string): void {
  const [zone, name] = pod.split('/')
  const who = { pod: `g/${pod}`, game: 'g', zone, component: name.slice(0, name.indexOf('-')) }
  engine.observe({
    atUs,
    kind: 'request',
    ...who,
    ...(group === undefined ? {} : { group }),
    cpus,
    memoryMib: 64,
    cause: 'launch',
  })
}

function words(decisions: readonly Decision[]): string[] {
  return decisions.map((each) => {
    const name = `${each.kind} ${each.pod.name.slice(2)}`
    if (each.kind !== 'refuse') return `${name} h${each.holding.host + 1}`
    return `${name} ${each.reasons.map(({ filter, hosts }) => `${filter} ${hosts}`).join(', ')}`
  })
}

function only(engine: Engine, atUs: number, ...open: string[]): void {
  for (const host of ['h1', 'h2', 'h3', 'h4'])
    engine.observe({ atUs, kind: open.includes(host) ? 'uncordon' : 'cordon', host })
}

test('a pod that must be near another waits for it, then goes where it is, in the same round', () => {
  const engine = emptyEngine()
  declare(engine, 'battle', { peers: [NEAR] })
  declare(engine, 'gate')
  ask(engine, 0, 'z1/battle-0')
  expect(words(engine.decide(0))).toEqual(['refuse z1/battle-0 Near 4'])
  ask(engine, 1, 'z2/gate-0')
  expect(words(engine.decide(1))).toEqual(['place z2/gate-0 h1'])
  only(engine, 2, 'h3')
  ask(engine, 2, 'z1/battle-1')
  ask(engine, 2, 'z1/gate-0')
  // Pods with the rule come after those without, though they wait longer.
  expect(words(engine.decide(2))).toEqual(['place z1/gate-0 h3', 'place z1/battle-0 h3', 'place z1/battle-1 h3'])
  only(engine, 3, 'h1', 'h2', 'h3', 'h4')
  ask(engine, 3, 'z1/battle-2', 12)
  expect(words(engine.decide(3))).toEqual(['place z1/battle-2 h4'])
  ask(engine, 4, 'z1/battle-3', 12)
  expect(words(engine.decide(4))).toEqual(['refuse z1/battle-3 Near 2, Cpus 2'])
})

test('rules follow each other in chains, and what they wait for may move and go', () => {
  const engine = emptyEngine()
  declare(engine, 'a', { peers: [{ ...NEAR, component: 'b' }] })
  declare(engine, 'b', { peers: [NEAR] })
  declare(engine, 'gate')
  for (const pod of ['z/a-0', 'z/b-0', 'z/gate-0']) ask(engine, 0, pod)
  expect(words(engine.decide(0))).toEqual(['place z/gate-0 h1', 'place z/b-0 h2', 'place z/a-0 h1'])
  engine.observe({ atUs: 1, kind: 'release', pod: 'g/z/gate-0', cause: 'scale-down' })
  ask(engine, 1, 'z/b-1')
  expect(words(engine.decide(1))).toEqual(['release z/gate-0 h1', 'refuse z/b-1 Near 4'])
  expect(engine.holding('g/z/b-0')?.host).toBe(1)
  ask(engine, 2, 'z/gate-1')
  engine.observe({ atUs: 2, kind: 'migrate', pod: 'g/z/b-0', cause: 'drain' })
  expect(words(engine.decide(2))).toEqual(['refuse z/b-0 Near 3', 'place z/gate-1 h3', 'place z/b-1 h4'])
})

test('a group is placed in the order of its rules, after those that its pods follow', () => {
  const engine = emptyEngine()
  declare(engine, 'a', { peers: [{ ...NEAR, component: 'b', domain: 'host' }] })
  declare(engine, 'b', { peers: [NEAR] })
  declare(engine, 'gate')
  for (const pod of ['z/a-0', 'z/b-0']) ask(engine, 0, pod, 6, 'g/z')
  ask(engine, 0, 'z/gate-0')
  only(engine, 0, 'h1', 'h2')
  expect(words(engine.decide(0))).toEqual(['place z/gate-0 h1', 'place z/b-0 h2', 'place z/a-0 h2'])
  for (const pod of ['y/a-0', 'y/b-0', 'y/gate-0']) ask(engine, 1, pod, 4, 'g/y')
  expect(words(engine.decide(1))).toEqual(['place y/gate-0 h1', 'place y/b-0 h1', 'place y/a-0 h1'])
  for (const pod of ['x/a-0', 'x/b-0', 'x/gate-0']) ask(engine, 2, pod, pod === 'x/a-0' ? 4 : 2, 'g/x')
  const [refusal, ...more] = engine.decide(2)
  expect(words([refusal])).toEqual(['refuse x/a-0 HostUp 2, Near 1, Cpus 1'])
  const beside = refusal.kind === 'refuse' ? refusal.group?.beside.map(({ pod }) => pod.name) : []
  expect([beside, more]).toEqual([['g/x/gate-0', 'g/x/b-0'], []])
})

test('a hard rule to be apart binds both sides, in every zone of its game', () => {
  const engine = emptyEngine()
  declare(engine, 'gate')
  declare(engine, 'cache', { peers: [APART] })
  only(engine, 0, 'h1')
  ask(engine, 0, 'z1/gate-0')
  engine.decide(0)
  ask(engine, 1, 'z2/cache-0')
  expect(words(engine.decide(1))).toEqual(['refuse z2/cache-0 HostUp 3, Apart 1'])
  only(engine, 2, 'h2')
  expect(words(engine.decide(2))).toEqual(['place z2/cache-0 h2'])
  ask(engine, 3, 'z3/gate-0')
  expect(words(engine.decide(3))).toEqual(['refuse z3/gate-0 HostUp 3, Apart 1'])
  engine.observe({ atUs: 4, kind: 'release', pod: 'g/z2/cache-0', cause: 'scale-down' })
  expect(words(engine.decide(4))).toEqual(['release z2/cache-0 h2', 'place z3/gate-0 h2'])
})

test('soft rules draw and push by the pods there, and bind nobody', () => {
  const engine = emptyEngine()
  declare(engine, 'gate')
  declare(engine, 'battle', { peers: [{ ...NEAR, domain: 'host', weight: 9 }] })
  declare(engine, 'cache', { peers: [{ ...APART, weight: 9 }] })
  only(engine, 0, 'h3')
  ask(engine, 0, 'z/gate-0')
  engine.decide(0)
  only(engine, 1, 'h1', 'h2', 'h3', 'h4')
  ask(engine, 1, 'z/battle-0', 8)
  ask(engine, 1, 'z/battle-1', 8)
  expect(words(engine.decide(1))).toEqual(['place z/battle-0 h3', 'place z/battle-1 h1'])
  only(engine, 2, 'h1', 'h3')
  ask(engine, 2, 'z/cache-0', 1)
  expect(words(engine.decide(2))).toEqual(['place z/cache-0 h1'])
})

test('other declarations of a component count as it, also those that held something before the rule came', () => {
  const engine = emptyEngine()
  declare(engine, 'gate')
  declare(engine, 'gate.2', { profile: 'pack' })
  only(engine, 0, 'h4')
  ask(engine, 0, 'z/gate.2-0')
  engine.decide(0)
  only(engine, 1, 'h1', 'h2', 'h3', 'h4')
  const answer = (what: Engine): string[] => {
    declare(what, 'battle', { peers: [{ ...NEAR, domain: 'host' }] })
    ask(what, 1, 'z/battle-0')
    return words(what.decide(1))
  }
  const before = [engine.columns(), engine.groupCount]
  expect(engine.withFork(answer)).toEqual(['place z/battle-0 h4'])
  expect([engine.columns(), engine.groupCount]).toEqual(before)
  expect(answer(engine)).toEqual(['place z/battle-0 h4'])
})

test('room is made without those that a pod must be near to', () => {
  const engine = emptyEngine()
  declare(engine, 'gate')
  declare(engine, 'battle', { peers: [{ ...NEAR, domain: 'host' }] })
  declare(engine, 'other')
  only(engine, 0, 'h1')
  ask(engine, 0, 'z/gate-0', 1)
  ask(engine, 0, 'z/other-0', 8)
  engine.decide(0)
  only(engine, 1, 'h1', 'h2')
  ask(engine, 1, 'z/battle-0', 10)
  expect(words(engine.decide(1))).toEqual(['refuse z/battle-0 HostUp 2, Near 1, Cpus 1'])
  expect(words(engine.makeRoom(1, 'g/z/battle-0', 1) ?? [])).toEqual(['migrate z/other-0 h2', 'place z/battle-0 h1'])
})

test('an explanation says what rules between components add, and which hosts they refuse', () => {
  const engine = emptyEngine()
  declare(engine, 'gate')
  declare(engine, 'battle', { peers: [NEAR, { ...APART, weight: 2 }] })
  only(engine, 0, 'h1')
  ask(engine, 0, 'z/gate-0')
  engine.decide(0)
  only(engine, 1, 'h1', 'h2', 'h3', 'h4')
  ask(engine, 1, 'z/battle-0')
  const [{ refused, ranking }, ...more] = engine.explain(1, 'g/z/battle-0', 2)
  expect(more).toEqual([])
  expect(refused).toEqual([{ filter: 'Near', hosts: 2 }])
  expect(ranking.map(({ host, rules }) => [host, rules])).toEqual([
    ['h2', []],
    ['h1', [{ rule: 'Apart', domain: 'host', points: -40 }]],
  ])
})
