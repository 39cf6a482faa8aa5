import { expect, test } from 'vitest'
import { createEngine } from '../../../src/engine/engine.ts'
import { fleetOf, smtHost } from './small-fleet.ts'
import { adopt, ask, declare, FLEET, found, story } from './small-story.ts'

test('an adopted pod holds exactly what was found, without a decision, and is like any other from then on', () => {
  const engine = createEngine(FLEET)
  declare(engine, { network: 'sriov' })
  const more = { network: 'sriov', vf: 'eth0:2', diskMib: { local: 500 }, ioKibps: 50, memoryMib: { 1: 2048 } } as const
  const pod = adopt(engine, 7, found('h2', '5,13', '10.0.0.40', more))
  expect(engine.decide(0)).toEqual([])
  expect([engine.placedCount, engine.pendingCount]).toEqual([1, 0])
  expect(engine.holding(pod)).toEqual({
    host: 1,
    cpus: [5, 13],
    cpuMilli: 0,
    memoryMib: [0, 2048],
    disk: 0,
    diskMib: 500,
    ioKibps: 50,
    network: 'sriov',
    vf: 2,
    gpus: [],
    nic: -1,
    nicMbps: 0,
    nicKpps: 0,
    pool: 0,
    ip: 0x0a000028,
    overlayPool: -1,
    overlayIp: 0,
    volumePool: -1,
    volumeMib: 0,
  })
  engine.observe({ atUs: 1, kind: 'ready', pod })
  engine.observe({ atUs: 1, kind: 'resize', pod, cpus: 3, memoryMib: 2048, cause: 'load' })
  expect(story(engine, 1)).toEqual(['resize c-7 h2 4-5,13'])
  engine.observe({ atUs: 2, kind: 'migrate', pod, cause: 'drain' })
  expect(story(engine, 2)).toEqual(['migrate c-7 h1 4-5,12'])
  engine.observe({ atUs: 3, kind: 'host-lost', host: 'h1' })
  expect(engine.decide(3)).toMatchObject([
    { kind: 'release', cause: 'host-lost' },
    { kind: 'place', cause: 'recover', holding: { host: 1, cpus: [4, 5, 12], memoryMib: [0, 2048] } },
  ])
  engine.observe({ atUs: 4, kind: 'release', pod, cause: 'gone' })
  expect(story(engine, 4)).toEqual(['release c-7 h2'])
})

test('an adopted pod counts for spread limits and for those who stay together', () => {
  const fleet = fleetOf([smtHost('h1'), { ...smtHost('h2'), module: 'sz-b', rack: 'sz-b-k1' }])
  const bound = { ...fleet, pools: [{ ...fleet.pools[0], boundTo: { modules: ['sz-a', 'sz-b'] } }] }
  const limited = createEngine(bound)
  declare(limited, { spread: [{ scope: 'game', domain: 'host', limit: 1 }] })
  adopt(limited, 0, found('h1', '0,8', '10.0.0.40'))
  ask(limited, 1)
  expect(story(limited, 0, bound)).toEqual(['place c-1 h2 0,8'])
  const together = createEngine(bound)
  declare(together, { together: { scope: 'zone', domain: 'module' } })
  adopt(together, 0, found('h2', '0,8', '10.0.0.40'))
  ask(together, 1)
  expect(story(together, 0, bound)).toEqual(['place c-1 h2 1,9'])
})

test('pods found apart pull those who stay together to where most of them are, ties to the lowest rank', () => {
  const fleet = fleetOf([smtHost('h1'), { ...smtHost('h2'), module: 'sz-b', rack: 'sz-b-k1' }])
  const bound = { ...fleet, pools: [{ ...fleet.pools[0], boundTo: { modules: ['sz-a', 'sz-b'] } }] }
  const engine = createEngine(bound)
  declare(engine, { together: { scope: 'zone', domain: 'module' } })
  adopt(engine, 0, found('h2', '0,8', '10.0.0.40'))
  adopt(engine, 1, found('h1', '0-7', '10.0.0.41'))
  ask(engine, 2, { cpus: 9 })
  ask(engine, 3)
  // A tie: h1, which has 8 Cpus left, so that the large one waits.
  expect(story(engine, 0, bound)).toEqual(['refuse c-2 Together,Cpus 9', 'place c-3 h1 8-9'])
  adopt(engine, 4, found('h2', '1,9', '10.0.0.42'), 1)
  adopt(engine, 5, found('h2', '2,10', '10.0.0.43'), 1)
  ask(engine, 6)
  expect(story(engine, 1, bound)).toEqual(['place c-6 h2 3,11'])
  for (const pod of ['g/z1/c-0', 'g/z1/c-4', 'g/z1/c-5']) {
    engine.observe({ atUs: 2, kind: 'release', pod, cause: 'gone' })
  }
  ask(engine, 7)
  expect(story(engine, 2, bound).at(-1)).toBe('place c-7 h1 10-11')
})

test('adopting what is held, what does not exist or a known pod throws and changes nothing', () => {
  const engine = createEngine(FLEET)
  declare(engine, { network: 'bridge', diskMib: 9000 })
  const held = { diskMib: { local: 6000 }, ioKibps: 600, network: 'sriov', vf: 'eth0:1' } as const
  adopt(engine, 0, found('h1', '0,8', '10.0.0.40', held))
  const before = engine.columns()
  const refused = (words: Parameters<typeof found>, says: RegExp | string, ordinal = 1): void => {
    expect(() => adopt(engine, ordinal, found(...words))).toThrow(says)
    expect(engine.columns()).toEqual(before)
    expect([engine.placedCount, engine.groupCount]).toEqual([1, 0])
  }
  refused(['h1', '7-8', '10.0.0.41'], 'Cpu 8 of h1 is not')
  refused(['h1', '1', '10.0.0.41', { memoryMib: { 0: 7169 } }], '7169 MiB of NumaNode 0 of h1 is not')
  refused(['h1', '1', '10.0.0.41', { diskMib: { local: 4001 } }], '4001 MiB on disk local of h1 is not')
  refused(['h1', '1', '10.0.0.41', { diskMib: { local: 1 }, ioKibps: 401 }], '401 KiB/s on disk local of h1 is not')
  refused(['h1', '1', '10.0.0.41', { network: 'sriov', vf: 'eth0:1' }], 'VF 1 of h1 is not')
  refused(['h2', '1', '10.0.0.40'], 'the address in pool p is not')
  refused(['h2', '1', '10.0.0.41'], 'pod g/z1/c-0 is adopted before it is known', 0)
  refused(['h9', '1', '10.0.0.41'], 'host h9 is in the fleet')
  refused(['h2', '15-16', '10.0.0.41'], 'cpus 16, not Cpus of h2 that are not reserved')
  const many = { memoryMib: { 2: 1 }, diskMib: { ssd: 1 }, network: 'sriov', vf: 'eth1:0', mac: '02:00' } as const
  refused(
    ['h2', '', '10.0.0.9', many],
    'memoryMib NumaNode 2, not NumaNodes of h2; cpus none, not a Cpu or cpuMilli; diskMib ssd, not a disk of h2; ' +
      'vf eth1:0, not a VF of h2; ip 10.0.0.9, not an address in a pool of segment s; mac 02:00, not 02:00:0a:00:00:09',
  )
  engine.observe({ atUs: 0, kind: 'host-lost', host: 'h2' })
  const lost = engine.columns()
  expect(() => adopt(engine, 1, found('h2', '1', '10.0.0.41'))).toThrow('h2 is not lost in this round')
  engine.decide(1)
  expect(() => adopt(engine, 1, found('h2', '1', '10.0.0.41'))).toThrow('a host that is up')
  expect(engine.columns()).toEqual(lost)
})

test('what others use is neither given nor counted free, and the last word counts', () => {
  const fleet = fleetOf([smtHost('h1', 1), smtHost('h2', 1)])
  const engine = createEngine(fleet)
  const empty = engine.columns()
  declare(engine, { profile: 'spread' })
  engine.observe({ atUs: 0, kind: 'foreign', host: 'h1', cpus: '0-2,4-6', memoryMib: { 0: 4096 } })
  ask(engine, 0, { cpus: 3 })
  ask(engine, 1, { memoryMib: 8192 })
  expect(story(engine, 0, fleet)).toEqual(['place c-0 h2 0-1,4', 'refuse c-1 Memory 2'])
  engine.observe({ atUs: 1, kind: 'foreign', host: 'h1', cpus: '1-2', memoryMib: {} })
  ask(engine, 2, { cpus: 1 })
  expect(story(engine, 1, fleet)).toEqual(['place c-1 h1 0,4', 'place c-2 h2 5'])
  const refused = (host: string, cpus: string, memoryMib: Record<string, number>, says: string): void => {
    const before = engine.columns()
    expect(() => engine.observe({ atUs: 1, kind: 'foreign', host, cpus, memoryMib })).toThrow(says)
    expect(engine.columns()).toEqual(before)
  }
  refused('h1', '1,4', {}, 'Cpu 4 of h1 is held')
  refused('h1', '1', { 0: 1 }, '1 MiB of NumaNode 0 of h1 is held')
  refused('h1', '9', {}, 'cpus 9, not Cpus of h1 that are not reserved')
  refused('h1', '', { 1: 1 }, 'memoryMib NumaNode 1, not NumaNodes of h1')
  refused('h9', '', {}, 'host h9, not a host of the fleet')
  engine.observe({ atUs: 2, kind: 'foreign', host: 'h1', cpus: '2-3', memoryMib: {} }) // Its own Cpu 2 is no clash.
  for (let i = 0; i < 3; i++) engine.observe({ atUs: 2, kind: 'release', pod: `g/z1/c-${i}`, cause: 'game-end' })
  engine.decide(2)
  expect(engine.columns()).not.toEqual(empty)
  engine.observe({ atUs: 3, kind: 'foreign', host: 'h1', cpus: '', memoryMib: {} })
  expect(engine.columns()).toEqual(empty)
})

test('a cordoned host keeps its pods and takes no more, up or not, until it is uncordoned', () => {
  const engine = createEngine(FLEET)
  const empty = engine.columns()
  declare(engine)
  ask(engine, 0)
  engine.decide(0)
  const say = (atUs: number, kind: 'cordon' | 'uncordon' | 'host-lost' | 'host-recovered', host: string): void =>
    engine.observe({ atUs, kind, host })
  say(1, 'cordon', 'h1')
  say(1, 'cordon', 'h1')
  ask(engine, 1)
  expect(story(engine, 1)).toEqual(['place c-1 h2 0,8'])
  engine.observe({ atUs: 2, kind: 'resize', pod: 'g/z1/c-0', cpus: 3, memoryMib: 1024, cause: 'load' })
  say(2, 'cordon', 'h2')
  ask(engine, 2)
  expect(story(engine, 2)).toEqual(['resize c-0 h1 0-1,8', 'refuse c-2 HostUp 2'])
  say(3, 'host-lost', 'h1')
  say(3, 'host-recovered', 'h1')
  expect(story(engine, 3)).toEqual(['release c-0 h1', 'refuse c-0 HostUp 3'])
  say(4, 'host-lost', 'h2')
  say(4, 'uncordon', 'h2')
  expect(story(engine, 4)).toEqual(['release c-1 h2', 'refuse c-1 HostUp 2'])
  say(5, 'uncordon', 'h1')
  expect(story(engine, 5)).toEqual(['place c-0 h1 0-1,8', 'place c-1 h1 2,10', 'place c-2 h1 3,11'])
  say(6, 'host-recovered', 'h2')
  for (let i = 0; i < 3; i++) engine.observe({ atUs: 6, kind: 'release', pod: `g/z1/c-${i}`, cause: 'game-end' })
  engine.decide(6)
  expect(engine.columns()).toEqual(empty)
})

test('a forgotten pod ends its holding and is wanted again, in its place in time', () => {
  const engine = createEngine(FLEET)
  declare(engine)
  const pod = ask(engine, 9)
  engine.decide(0)
  const [b, c] = [ask(engine, 1, { atUs: 1 }), ask(engine, 2, { atUs: 1 })]
  engine.decide(1)
  engine.observe({ atUs: 2, kind: 'forget', pod: c })
  engine.observe({ atUs: 2, kind: 'forget', pod })
  engine.observe({ atUs: 2, kind: 'forget', pod: b })
  engine.observe({ atUs: 2, kind: 'release', pod: b, cause: 'scale-down' })
  engine.observe({ atUs: 2, kind: 'foreign', host: 'h1', cpus: '0-1', memoryMib: {} })
  expect([engine.holding(pod), engine.holding(b), engine.holding(c)]).toEqual([null, null, null])
  expect([engine.placedCount, engine.pendingCount]).toEqual([0, 0])
  expect(engine.decide(2)).toMatchObject([
    { kind: 'release', cause: 'bind-failed', pod: { name: b } },
    { kind: 'release', cause: 'bind-failed', pod: { name: c }, holding: { cpus: [2, 10] } },
    { kind: 'release', cause: 'bind-failed', pod: { name: pod }, holding: { cpus: [0, 8] } },
    { kind: 'place', cause: 'recover', pod: { name: pod }, holding: { cpus: [2, 10] } },
    { kind: 'place', cause: 'recover', pod: { name: c }, holding: { cpus: [3, 11] } },
  ])
  expect([engine.pendingCount, engine.placedCount]).toEqual([0, 2])
  engine.observe({ atUs: 3, kind: 'host-lost', host: 'h1' })
  engine.observe({ atUs: 3, kind: 'forget', pod }) // It ends once, as that which was said of itself.
  engine.observe({ atUs: 3, kind: 'forget', pod })
  expect(engine.decide(3).map(({ kind, cause }) => `${kind} ${cause}`)).toEqual([
    'release host-lost',
    'release bind-failed',
    'place recover',
    'place recover',
  ])
})

test('a fork takes back what was found, cordoned and used by others', () => {
  const engine = createEngine(FLEET)
  declare(engine, { together: { scope: 'game', domain: 'idc' } })
  engine.observe({ atUs: 0, kind: 'foreign', host: 'h2', cpus: '3', memoryMib: { 0: 1 } })
  const before = [engine.columns(), engine.groupCount, engine.placedCount]
  engine.withFork((what) => {
    adopt(what, 0, found('h1', '0,8', '10.0.0.40'))
    what.observe({ atUs: 1, kind: 'foreign', host: 'h1', cpus: '1', memoryMib: { 1: 5 } })
    what.observe({ atUs: 1, kind: 'foreign', host: 'h2', cpus: '4', memoryMib: {} })
    what.observe({ atUs: 1, kind: 'cordon', host: 'h1' })
    ask(what, 1)
    expect(story(what, 1)).toEqual(['place c-1 h2 5,13'])
    what.observe({ atUs: 2, kind: 'forget', pod: 'g/z1/c-1' })
  })
  expect([engine.columns(), engine.groupCount, engine.placedCount]).toEqual(before)
  expect(engine.holding('g/z1/c-0')).toBe(null)
  engine.observe({ atUs: 0, kind: 'foreign', host: 'h2', cpus: '3-4', memoryMib: { 0: 2 } })
  adopt(engine, 0, found('h1', '0-1', '10.0.0.40'))
  expect(engine.decide(1)).toEqual([])
})
