import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import { fleetOf, smtHost } from './small-fleet.ts'
import { ask, declare, FLEET, story } from './small-story.ts'

const drain = (engine: Engine, pod: string, atUs = 1): void =>
  engine.observe({ atUs, kind: 'migrate', pod, cause: 'drain' })

test('a migrate goes to the best other host and says what it held before', () => {
  const engine = createEngine(FLEET)
  declare(engine, { network: 'sriov' })
  const pod = ask(engine, 0)
  engine.decide(0)
  const before = engine.holding(pod)
  drain(engine, pod)
  const [decision] = engine.decide(1)
  expect(decision).toMatchObject({ kind: 'migrate', cause: 'drain', seq: 2, before, holding: { host: 1, vf: 0 } })
  expect(createDecisionWriter(FLEET)(decision)).toBe(
    '{"seq":2,"atUs":1,"kind":"migrate","pod":"g/z1/c-0","game":"g","zone":"z1","component":"c","from":"h1",' +
      '"host":"h2","cpus":"4,12","memoryMib":{"1":1024},"network":"sriov","vf":"eth0:0","ip":"10.0.0.10",' +
      '"segment":"s","mac":"02:00:0a:00:00:0a","cause":"drain","profile":"pack"}',
  )
  expect(engine.holding(pod)).toBe(decision.kind === 'migrate' ? decision.holding : null)
  expect(engine.decide(2)).toEqual([])
})

test('what a migrate leaves is free for the next one and for places of the same round', () => {
  const engine = createEngine(FLEET)
  declare(engine)
  const [a, b] = [ask(engine, 0, { cpus: 8 }), ask(engine, 1, { cpus: 8 })]
  const c = ask(engine, 2, { cpus: 8 })
  engine.decide(0)
  drain(engine, a)
  drain(engine, c)
  drain(engine, b)
  // a leaves NumaNode 0 of h1 for the second of h2; b takes nothing more on h2, c takes what a left.
  expect(story(engine, 1)).toEqual(['migrate c-0 h2 4-7,12-15', 'refuse c-1 Cpus 8', 'migrate c-2 h1 0-3,8-11'])
})

test('a pod does not stand in its own way: not to spread limits, nor to those it stays together with', () => {
  const hosts = [smtHost('h1', 1), smtHost('h2', 1), { ...smtHost('h3', 1), module: 'sz-b', rack: 'sz-b-k1' }]
  const { pools, ...rest } = fleetOf(hosts)
  const three = { ...rest, pools: [{ ...pools[0], boundTo: { modules: ['sz-a', 'sz-b'] } }] }
  const engine = createEngine(three)
  declare(engine, {
    spread: [{ scope: 'zone', domain: 'rack', limit: 1 }],
    together: { scope: 'zone', domain: 'module' },
  })
  const pod = ask(engine, 0)
  expect(story(engine, 0, three)).toEqual(['place c-0 h1 0,4'])
  drain(engine, pod)
  expect(story(engine, 1, three)).toEqual(['migrate c-0 h2 0,4']) // Same rack: its own place does not count.
  engine.observe({ atUs: 2, kind: 'cordon', host: 'h1' })
  drain(engine, pod, 2)
  expect(story(engine, 2, three)).toEqual(['migrate c-0 h3 0,4']) // Alone, it takes the zone with it.
})

test('a migrate that fits nowhere else is refused once, about the others, and changes nothing', () => {
  const engine = createEngine(FLEET)
  declare(engine)
  const [a, b] = [ask(engine, 0, { cpus: 8 }), ask(engine, 1, { cpus: 8 })]
  const [c, d] = [ask(engine, 2, { cpus: 8 }), ask(engine, 3, { cpus: 5 })]
  engine.decide(0)
  const before = [engine.columns(), engine.holding(a)]
  drain(engine, a)
  expect(engine.decide(1)).toMatchObject([
    {
      kind: 'refuse',
      action: 'migrate',
      cause: 'drain',
      cpus: 8,
      memoryMib: 1024,
      reasons: [{ filter: 'Cpus', hosts: 1 }],
      nearest: { resource: 'cpus', amount: 5, hosts: 1 },
    },
  ])
  expect([engine.columns(), engine.holding(a)]).toEqual(before)
  for (const pod of [c, d]) engine.observe({ atUs: 2, kind: 'release', pod, cause: 'gone' })
  expect(story(engine, 2)).toEqual(['release c-2 h2', 'release c-3 h2']) // Forgotten: room alone moves nothing.
  drain(engine, b, 3)
  expect(story(engine, 3)).toEqual(['migrate c-1 h2 0-3,8-11'])
})

test('release wins over migrate, resize goes before it, and one that is not placed does nothing', () => {
  const engine = createEngine(FLEET)
  declare(engine)
  const [a, b] = [ask(engine, 0), ask(engine, 1)]
  engine.decide(0)
  drain(engine, a)
  engine.observe({ atUs: 1, kind: 'release', pod: a, cause: 'plan' })
  drain(engine, a)
  drain(engine, b)
  engine.observe({ atUs: 1, kind: 'resize', pod: b, cpus: 4, memoryMib: 1024, cause: 'plan' })
  const late = ask(engine, 2, { cpus: 17 })
  drain(engine, late)
  expect(story(engine, 1)).toEqual([
    'release c-0 h1',
    'resize c-1 h1 0-1,8-9',
    'migrate c-1 h2 0-1,8-9',
    'refuse c-2 Cpus 17',
  ])
  engine.observe({ atUs: 2, kind: 'host-lost', host: 'h2' })
  drain(engine, b, 2)
  expect(story(engine, 2)).toEqual(['release c-1 h2', 'place c-1 h1 0-1,8-9'])
  expect(story(engine, 3)).toEqual([])
})

test('a fork takes a migrate and its refusal back', () => {
  const engine = createEngine(FLEET)
  declare(engine)
  const pod = ask(engine, 0)
  engine.decide(0)
  const before = [engine.columns(), engine.holding(pod), engine.groupCount]
  drain(engine, pod)
  const told = engine.withFork((what) => {
    const first = story(what, 1)
    what.observe({ atUs: 2, kind: 'cordon', host: 'h1' })
    drain(what, pod, 2)
    return [first, story(what, 2)]
  })
  expect(told).toEqual([['migrate c-0 h2 0,8'], ['refuse c-0 HostUp 2']])
  expect([engine.columns(), engine.holding(pod), engine.groupCount]).toEqual(before)
  expect(story(engine, 1)).toEqual(['migrate c-0 h2 0,8']) // What was asked before the fork still is.
})
