import { expect, test } from 'vitest'
import { formatIpv4 } from '../../../src/base/ipv4.ts'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

/** Three hosts: VF addresses of two pools, h1 and h2 have one together, h3 has its own; one overlay over all. */
function fleet(): Fleet {
  const nics = [{ name: 'eth0', numa: 0, vfs: 4 }]
  const hosts = ['h1', 'h2', 'h3'].map((name) => ({ ...smtHost(name), nics }))
  const segment = (name: string, third: number, networks: Fleet['segments'][number]['networks']) => {
    return { name, vlan: 10 + third, subnet: `10.1.${third}.0/24`, networks }
  }
  const pool = (name: string, third: number, bound: readonly string[]) => {
    return { name, segment: name, ranges: [`10.1.${third}.10-10.1.${third}.11`], boundTo: { hosts: bound } }
  }
  return {
    ...fleetOf(hosts.map((host) => ({ ...host, allocatable: { ...host.allocatable, vfs: 4 } }))),
    segments: [segment('near', 1, ['sriov']), segment('other', 2, ['sriov']), segment('over', 3, ['overlay'])],
    pools: [pool('near', 1, ['h1', 'h2']), pool('other', 2, ['h3']), pool('over', 3, ['h1', 'h2', 'h3'])],
  }
}

function asked(request: Partial<PodRequest>): { engine: Engine; lines: (atUs: number) => string[] } {
  const engine = createEngine(fleet())
  const write = createDecisionWriter(fleet())
  const who = { game: 'g', component: 'c' }
  engine.observe({ atUs: 0, kind: 'component', ...who, request: { ...PLAIN, cpus: 1, ...request } })
  engine.observe({ atUs: 0, kind: 'request', pod: 'g/z/c-0', zone: 'z', ...who, cpus: 1, memoryMib: 64, cause: 'plan' })
  return { engine, lines: (atUs) => engine.decide(atUs).map(write) }
}

const held = (engine: Engine): string => {
  const holding = engine.holding('g/z/c-0')
  return holding === null ? 'nothing' : `${formatIpv4(holding.ip)} on ${holding.host + 1}`
}

test('each mode gives its VF and its addresses, and writes no others', () => {
  const [sriov] = asked({ network: 'sriov' }).lines(0)
  expect(sriov).toContain(
    '"network":"sriov","vf":"eth0:0","ip":"10.1.1.10","segment":"near","mac":"02:00:0a:01:01:0a",',
  )
  const [overlay] = asked({ network: 'overlay' }).lines(0)
  expect(overlay).toContain('"network":"overlay","ip":"10.1.3.10","segment":"over","mac":"02:00:0a:01:03:0a",')
  const [dual] = asked({ network: 'dual' }).lines(0)
  const own = '"vf":"eth0:0","ip":"10.1.1.10","segment":"near","mac":"02:00:0a:01:01:0a"'
  expect(dual).toContain(`"network":"dual",${own},"overlayIp":"10.1.3.10","overlaySegment":"over",`)
  expect(asked({ network: 'nat' }).lines(0)[0]).toContain('"network":"nat","cause":"plan"')
})

test('a fixed address goes along as far as it reaches, and waits where it does not', () => {
  const { engine, lines } = asked({ network: 'sriov', fixedIp: true })
  lines(0)
  expect(held(engine)).toBe('10.1.1.10 on 1')
  engine.observe({ atUs: 1, kind: 'host-lost', host: 'h1' })
  lines(1)
  expect(held(engine)).toBe('10.1.1.10 on 2')
  engine.observe({ atUs: 2, kind: 'host-lost', host: 'h2' })
  expect(lines(2)[1]).toContain('"reasons":[{"filter":"HostUp","hosts":2},{"filter":"Ip","hosts":1}]}')
  engine.observe({ atUs: 3, kind: 'host-recovered', host: 'h2' })
  lines(3)
  expect(held(engine)).toBe('10.1.1.10 on 2')
})

test('a pod without fixed address takes one of where it goes', () => {
  const { engine, lines } = asked({ network: 'sriov' })
  lines(0)
  engine.observe({ atUs: 1, kind: 'host-lost', host: 'h1' })
  engine.observe({ atUs: 1, kind: 'host-lost', host: 'h2' })
  lines(1)
  expect(held(engine)).toBe('10.1.2.10 on 3')
})
