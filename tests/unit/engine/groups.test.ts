import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

const FLEET = fleetOf([smtHost('h1'), smtHost('h2')])
const REQUEST: PodRequest = { ...PLAIN, numa: 'preferred' }

/** Two empty hosts of 16 Cpus. */
function emptyEngine(game: Partial<PodRequest> = {}): Engine {
  const engine = createEngine(FLEET)
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'game', request: { ...REQUEST, ...game } })
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'job', request: { ...REQUEST, batch: true } })
  return engine
}

function ask(engine: Engine, atUs: number, name: string, cpus: number, group?: string): void {
  const component = name.slice(0, name.indexOf('-'))
  const who = { pod: `g/z/${name}`, game: 'g', zone: 'z', component }
  const of = group === undefined ? {} : { group: `g/${group}` }
  engine.observe({ atUs, kind: 'request', ...who, ...of, cpus, memoryMib: 64, cause: 'launch' })
}

function askGroup(engine: Engine, atUs: number, group: string, sizes: readonly number[]): void {
  for (const [i, cpus] of sizes.entries()) ask(engine, atUs, `game-${group}${i}`, cpus, group)
}

function words(decisions: readonly Decision[]): string[] {
  return decisions.map((each) => {
    const name = each.pod.name.slice(4)
    if (each.kind !== 'refuse') return `${each.kind} ${name} h${each.holding.host + 1} ${each.cause}`
    const { group } = each
    const beside = group?.beside.map(({ pod, holding }) => ` beside ${pod.name.slice(4)} h${holding.host + 1}`) ?? []
    const near = each.nearest === null ? '' : `, ${each.nearest.amount} ${each.nearest.resource} short`
    return `refuse ${name}${group === undefined ? '' : ` of ${group.name}`}${beside.join('')}${near}`
  })
}

test('a group gets all its places or none; the refusal says which pod fits nowhere beside the others', () => {
  const engine = emptyEngine()
  const empty = engine.columns()
  askGroup(engine, 0, 'a', [10, 10, 9])
  expect(words(engine.decide(0))).toEqual(['refuse game-a2 of g/a beside game-a0 h1 beside game-a1 h2, 3 cpus short'])
  expect(engine.columns()).toEqual(empty)
  expect([engine.pendingCount, engine.placedCount, engine.groupCount]).toEqual([3, 0, 0])
  ask(engine, 1, 'game-b', 16)
  expect(words(engine.decide(1))).toEqual(['place game-b h1 launch'])
  engine.observe({ atUs: 2, kind: 'release', pod: 'g/z/game-b', cause: 'gone' })
  engine.observe({ atUs: 2, kind: 'resize', pod: 'g/z/game-a1', cpus: 6, memoryMib: 64, cause: 'load' })
  expect(words(engine.decide(2))).toEqual([
    'release game-b h1 gone',
    'place game-a0 h1 launch',
    'place game-a1 h1 launch',
    'place game-a2 h2 launch',
  ])
})

test('a group takes its turn with its first pod, and its places stand together', () => {
  const engine = emptyEngine()
  askGroup(engine, 0, 'b', [1, 1])
  ask(engine, 0, 'game-a', 1)
  ask(engine, 0, 'game-b00', 1)
  ask(engine, 0, 'game-c', 1)
  const placed = engine.decide(0)
  expect(placed.map(({ pod }) => pod.name.slice(4))).toEqual(['game-a', 'game-b0', 'game-b1', 'game-b00', 'game-c'])
  expect(placed.map((each) => (each.kind === 'place' ? each.group : null))).toEqual([
    undefined,
    'g/b',
    'g/b',
    undefined,
    undefined,
  ])
})

test('what a group could not take goes to those after it, and it comes first when something is freed', () => {
  const engine = emptyEngine()
  askGroup(engine, 0, 'a', [16, 16, 1])
  ask(engine, 0, 'game-z', 16)
  expect(words(engine.decide(0)).slice(1)).toEqual(['place game-z h1 launch'])
  askGroup(engine, 1, 'y', [12, 5])
  ask(engine, 1, 'game-yy', 5)
  expect(words(engine.decide(1))).toEqual([
    'refuse game-y1 of g/y beside game-y0 h2, 1 cpus short',
    'place game-yy h2 launch',
  ])
  engine.observe({ atUs: 2, kind: 'release', pod: 'g/z/game-z', cause: 'gone' })
  ask(engine, 2, 'game-yz', 16)
  expect(words(engine.decide(2)).slice(1)).toEqual([
    'place game-y0 h1 launch',
    'place game-y1 h2 launch',
    'refuse game-yz, 10 cpus short',
  ])
})

test('a pod that no longer belongs to the group is in nobody’s way; what lost its host comes back alone', () => {
  const engine = emptyEngine()
  askGroup(engine, 0, 'a', [17, 9, 9])
  expect(words(engine.decide(0))).toEqual(['refuse game-a0 of g/a, 1 cpus short'])
  engine.observe({ atUs: 1, kind: 'release', pod: 'g/z/game-a0', cause: 'gone' })
  expect(words(engine.decide(1))).toEqual(['place game-a1 h1 launch', 'place game-a2 h2 launch'])
  engine.observe({ atUs: 2, kind: 'host-lost', host: 'h1' })
  const [released, refused] = engine.decide(2)
  expect(words([released, refused])).toEqual(['release game-a1 h1 host-lost', 'refuse game-a1, 2 cpus short'])
  engine.observe({ atUs: 3, kind: 'host-recovered', host: 'h1' })
  const [placed] = engine.decide(3)
  expect(placed).toMatchObject({ kind: 'place', cause: 'recover' })
  expect(placed).not.toHaveProperty('group')
  askGroup(engine, 4, 'a', [1])
  expect(words(engine.decide(4))).toEqual(['place game-a0 h1 launch'])
})

test('batch pods give way to a group that fits then, and are as before when it does not', () => {
  const engine = emptyEngine()
  for (const i of [0, 1, 2]) ask(engine, i, `job-${i}`, 10)
  engine.decide(2)
  const before = engine.columns()
  askGroup(engine, 3, 'a', [12, 17])
  expect(words(engine.decide(3))).toEqual(['refuse game-a0 of g/a, 6 cpus short'])
  expect(engine.columns()).toEqual(before)
  engine.observe({ atUs: 4, kind: 'release', pod: 'g/z/game-a1', cause: 'gone' })
  askGroup(engine, 4, 'b', [11, 4])
  expect(words(engine.decide(4))).toEqual([
    'release job-0 h1 preempted',
    'place game-a0 h1 launch',
    'release job-1 h2 preempted',
    'place game-b0 h2 launch',
    'place game-b1 h1 launch',
    'refuse job-0, 5 cpus short',
    'refuse job-1, 5 cpus short',
  ])
})

test('a fork of a group that is placed, refused or thinned out leaves no trace', () => {
  const engine = emptyEngine()
  askGroup(engine, 0, 'a', [10, 10, 9])
  const before = engine.columns()
  const refused = words(engine.withFork((what) => what.decide(0)))
  const thinned = engine.withFork((what) => {
    what.observe({ atUs: 0, kind: 'release', pod: 'g/z/game-a0', cause: 'gone' })
    const first = words(what.decide(0))
    askGroup(what, 1, 'a', [1])
    return [...first, ...words(what.decide(1))]
  })
  expect(thinned).toEqual(['place game-a1 h1 launch', 'place game-a2 h2 launch', 'place game-a0 h1 launch'])
  expect(engine.columns()).toEqual(before)
  expect(engine.withFork((what) => words(what.decide(0)))).toEqual(refused)
  expect(words(engine.decide(0))).toEqual(refused)
  expect(refused[0]).toContain('refuse game-a2 of g/a')
})

test('an address kept, a VF and a count of a rule are given back with the group', () => {
  const engine = emptyEngine({ network: 'sriov', fixedIp: true, spread: [{ scope: 'game', domain: 'host', limit: 1 }] })
  const empty = engine.columns()
  askGroup(engine, 0, 'a', [1, 1, 1])
  const [refused] = engine.decide(0)
  expect(refused).toMatchObject({ kind: 'refuse', reasons: [{ filter: 'SpreadLimit', hosts: 2 }], nearest: null })
  expect(engine.columns()).toEqual(empty)
  engine.observe({ atUs: 1, kind: 'release', pod: 'g/z/game-a1', cause: 'gone' })
  const lines = engine.decide(1).map(createDecisionWriter(FLEET))
  expect(lines.map((line) => /"group":"g\/a".*"vf":"(\S+?)".*"ip":"(\S+?)"/.exec(line)?.slice(1))).toEqual([
    ['eth0:0', '10.0.0.10'],
    ['eth0:0', '10.0.0.11'],
  ])
})

test('one more address in a pool that had one is worth another try to a group that lacked the second', () => {
  const [pool] = FLEET.pools
  const engine = createEngine({ ...FLEET, pools: [{ ...pool, ranges: ['10.0.0.10-10.0.0.12'] }] })
  const request = { ...REQUEST, fixedIp: true }
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'game', request })
  ask(engine, 0, 'game-p', 16)
  ask(engine, 0, 'game-q', 8)
  expect(words(engine.decide(0))).toEqual(['place game-p h1 launch', 'place game-q h2 launch'])
  engine.observe({ atUs: 1, kind: 'host-lost', host: 'h1' })
  engine.decide(1)
  askGroup(engine, 2, 'a', [1, 1])
  expect(words(engine.decide(2))).toEqual(['refuse game-a1 of g/a beside game-a0 h2, 1 ip short'])
  engine.observe({ atUs: 3, kind: 'release', pod: 'g/z/game-p', cause: 'gone' })
  expect(words(engine.decide(3))).toEqual(['place game-a0 h2 launch', 'place game-a1 h2 launch'])
})

test('the line of a refusal has the holdings of those before, which the explanation is judged beside', () => {
  const engine = emptyEngine()
  askGroup(engine, 0, 'a', [16, 16, 1])
  const [explained] = engine.explain(0, 'g/z/game-a2', 3)
  expect(explained).toMatchObject({ seq: 1, feasible: 0, nearest: { resource: 'cpus', amount: 1, hosts: 2 } })
  const [refused] = engine.decide(0)
  expect(createDecisionWriter(FLEET)(refused)).toBe(
    '{"seq":1,"atUs":0,"kind":"refuse","pod":"g/z/game-a2","game":"g","zone":"z","component":"game","group":"g/a",' +
      '"action":"place","cpus":1,"memoryMib":64,"cause":"launch","profile":"pack",' +
      '"reasons":[{"filter":"Cpus","hosts":2}],"nearest":{"resource":"cpus","amount":1,"hosts":2},"beside":[' +
      '{"pod":"g/z/game-a0","host":"h1","cpus":"0-15","memoryMib":{"0":32,"1":32},"network":"bridge","ip":"10.0.0.10",' +
      '"segment":"s","mac":"02:00:0a:00:00:0a"},' +
      '{"pod":"g/z/game-a1","host":"h2","cpus":"0-15","memoryMib":{"0":32,"1":32},"network":"bridge","ip":"10.0.0.11",' +
      '"segment":"s","mac":"02:00:0a:00:00:0b"}]}',
  )
})

test('batch pods and pods asked for later are of no group', () => {
  const engine = emptyEngine()
  askGroup(engine, 0, 'a', [17, 1])
  engine.decide(0)
  expect(() => ask(engine, 0, 'job-0', 1, 'b')).toThrow('no batch pod')
  expect(() => ask(engine, 1, 'game-c', 1, 'a')).toThrow('at one instant')
  expect(engine.pendingCount).toBe(2)
  ask(engine, 1, 'game-c', 1)
  expect(words(engine.decide(1))).toEqual(['place game-c h1 launch'])
})
