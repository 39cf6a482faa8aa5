import { expect, test } from 'vitest'
import { createEngine } from '../../../src/engine/engine.ts'
import { fleetOf, smtHost } from './small-fleet.ts'
import { ask, declare, FLEET, story } from './small-story.ts'

test('pods go to the best host, ties to the lowest rank; pack fills, spread levels', () => {
  const pack = createEngine(FLEET)
  declare(pack)
  for (let i = 0; i < 3; i++) ask(pack, i)
  expect(story(pack, 0)).toEqual(['place c-0 h1 0,8', 'place c-1 h1 1,9', 'place c-2 h1 2,10'])
  const spread = createEngine(FLEET)
  declare(spread, { profile: 'spread' })
  for (let i = 0; i < 3; i++) ask(spread, i)
  expect(story(spread, 0)).toEqual(['place c-0 h1 0,8', 'place c-1 h2 0,8', 'place c-2 h1 4,12'])
})

test('an sriov pod stands at its NIC', () => {
  const engine = createEngine(FLEET)
  declare(engine, { network: 'sriov' })
  const pod = ask(engine, 0)
  engine.decide(0)
  expect(engine.holding(pod)).toMatchObject({ cpus: [4, 12], vf: 0, memoryMib: [0, 1024] })
})

test('a round releases, shrinks, grows, then places', () => {
  const engine = createEngine(fleetOf([smtHost('h1', 1)]))
  declare(engine)
  const [a, b] = [ask(engine, 0, { cpus: 4 }), ask(engine, 1, { cpus: 4 })]
  engine.decide(0)
  const late = ask(engine, 2, { cpus: 2 })
  engine.observe({ atUs: 1, kind: 'resize', pod: b, cpus: 6, memoryMib: 1024, cause: 'load' })
  engine.observe({ atUs: 1, kind: 'resize', pod: a, cpus: 2, memoryMib: 1024, cause: 'load' })
  expect(story(engine, 1, fleetOf([smtHost('h1', 1)]))).toEqual([
    'resize c-0 h1 0,4',
    'resize c-1 h1 1-3,5-7',
    'refuse c-2 Cpus 2',
  ])
  engine.observe({ atUs: 2, kind: 'release', pod: b, cause: 'scale-down' })
  expect(story(engine, 2, fleetOf([smtHost('h1', 1)]))).toEqual(['release c-1 h1', 'place c-2 h1 1,5'])
  expect(engine.holding(late)?.cpus).toEqual([1, 5])
})

test('a refusal is written once, says why and what is nearest, and the pod is placed when room comes', () => {
  const engine = createEngine(FLEET)
  declare(engine, { network: 'sriov' })
  for (let i = 0; i < 9; i++) ask(engine, i, { cpus: 1 })
  const refused = engine.decide(0).filter((decision) => decision.kind === 'refuse')
  expect(refused).toMatchObject([
    { reasons: [{ filter: 'Vf', hosts: 2 }], nearest: { resource: 'vf', amount: 1, hosts: 2 } },
  ])
  expect(engine.decide(1)).toEqual([])
  engine.observe({ atUs: 2, kind: 'release', pod: 'g/z1/c-0', cause: 'scale-down' })
  expect(story(engine, 2)).toEqual(['release c-0 h1', 'place c-8 h1 4'])
})

test('a lost host releases its pods, and what ran comes before what is new', () => {
  const engine = createEngine(FLEET)
  declare(engine)
  ask(engine, 0)
  engine.decide(0)
  engine.observe({ atUs: 5, kind: 'host-lost', host: 'h1' })
  engine.observe({
    atUs: 5,
    kind: 'request',
    pod: 'g/z1/a-9',
    game: 'g',
    zone: 'z1',
    component: 'c',
    cpus: 2,
    memoryMib: 1024,
    cause: 'launch',
  })
  expect(story(engine, 5)).toEqual(['release c-0 h1', 'place c-0 h2 0,8', 'place a-9 h2 1,9'])
})

test('events that contradict earlier ones stop the engine', () => {
  const engine = createEngine(FLEET)
  expect(() => ask(engine, 0)).toThrow('declared before its pods')
  declare(engine)
  ask(engine, 0)
  expect(() => ask(engine, 0)).toThrow('asked for once')
  expect(() => engine.observe({ atUs: 0, kind: 'host-lost', host: 'x' })).toThrow('in the fleet')
  expect(() => engine.observe({ atUs: 0, kind: 'release', pod: 'x', cause: 'scale-down' })).toThrow('known')
  engine.decide(5)
  expect(() => engine.decide(4)).toThrow('never falls')
})
