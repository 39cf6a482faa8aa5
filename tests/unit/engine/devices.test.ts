import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Host } from '../../../src/model/fleet.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

/** An engine over one host of two NumaNodes, and a way to ask it for one pod after another. */
function placer(host: Partial<Host>): { engine: Engine; place: (request: Partial<PodRequest>) => Decision } {
  const engine = createEngine(fleetOf([{ ...smtHost('h'), ...host }]))
  let count = 0
  const place = (request: Partial<PodRequest>): Decision => {
    const atUs = count++
    const component = `c${atUs}`
    const who = { game: 'g', component }
    engine.observe({ atUs, kind: 'component', ...who, request: { ...PLAIN, cpus: 1, ...request } })
    const pod = { pod: `g/z/${component}-0`, zone: 'z', cpus: 1, memoryMib: 64 }
    engine.observe({ atUs, kind: 'request', ...pod, ...who, cause: 'launch' })
    return engine.decide(atUs)[0]
  }
  return { engine, place }
}

const held = (decision: Decision) => (decision.kind === 'place' ? decision.holding : null)
const refused = (decision: Decision) =>
  decision.kind === 'refuse' ? [decision.reasons.map(({ filter }) => filter), decision.nearest] : null

const TWO_NICS = [
  { name: 'eth0', numa: 0, vfs: 1, mbps: 100, kpps: 100 },
  { name: 'eth1', numa: 0, vfs: 2, mbps: 100, kpps: 100 },
]
const GPUS = [0, 0, 1, 1].map((numa, i) => ({ name: `gpu${i}`, numa }))

test('a pod gets the lowest free GPUs of the NumaNode it stands on', () => {
  const { place } = placer({ gpus: GPUS })
  expect(held(place({ gpus: 2 }))).toMatchObject({ gpus: [0, 1], memoryMib: [64, 0] })
  expect(held(place({ gpus: 1 }))).toMatchObject({ gpus: [2], memoryMib: [0, 64] })
  expect(refused(place({ gpus: 2 }))).toEqual([['Gpu'], { resource: 'gpu', amount: 1, hosts: 1 }])
})

test('GPUs of two NumaNodes are given only where the policy allows', () => {
  const { place } = placer({ gpus: GPUS })
  expect(refused(place({ gpus: 3 }))).toEqual([['Numa'], { resource: 'gpu', amount: 1, hosts: 1 }])
  expect(held(place({ gpus: 3, numa: 'preferred' }))).toMatchObject({ gpus: [0, 1, 2] })
})

test('a pod with a VF shares the VF’s NIC', () => {
  const { place } = placer({ nics: TWO_NICS })
  expect(held(place({ network: 'sriov' }))).toMatchObject({ vf: 0, nic: -1 })
  // eth0 has the bandwidth but no VF left.
  expect(held(place({ network: 'sriov', nicMbps: 60 }))).toMatchObject({ vf: 1, nic: 1, nicMbps: 60, nicKpps: 0 })
  // 20 of 60 Mbit/s on eth1 are nearer than the whole VF that eth0 lacks.
  const nearest = { resource: 'nicMbps', amount: 20, hosts: 1 }
  expect(refused(place({ network: 'sriov', nicMbps: 60 }))).toEqual([['Nic'], nearest])
  expect(held(place({ network: 'sriov', nicMbps: 40 }))).toMatchObject({ vf: 2, nic: 1 })
})

test('a NIC serves a pod with a VF only when it has both the VF and the shares', () => {
  const { place } = placer({ nics: TWO_NICS })
  place({ network: 'sriov' })
  place({ nicMbps: 100 })
  // eth0 carried it all; on eth1 there is a VF and no bandwidth, then the other way round.
  expect(held(place({ network: 'sriov', nicMbps: 100 }))).toMatchObject({ vf: 1, nic: 1 })
  const nearest = { resource: 'nicMbps', amount: 1, hosts: 1 }
  expect(refused(place({ network: 'sriov', nicMbps: 1 }))).toEqual([['Nic'], nearest])
})

test('without a VF pack takes the NIC with the least bandwidth left, spread the one with the most', () => {
  const shares = (profile: string) => {
    const { place } = placer({ nics: TWO_NICS })
    return [30, 30, 30].map((nicMbps) => held(place({ nicMbps, profile }))?.nic)
  }
  expect(shares('pack')).toEqual([0, 0, 0])
  expect(shares('spread')).toEqual([0, 1, 0])
})

test('the packet rate binds as the bandwidth does', () => {
  const { place } = placer({ nics: TWO_NICS })
  expect(held(place({ nicKpps: 80 }))).toMatchObject({ nic: 0, nicMbps: 0, nicKpps: 80 })
  expect(held(place({ nicKpps: 80 }))).toMatchObject({ nic: 1 })
  expect(refused(place({ nicKpps: 80 }))).toEqual([['Nic'], { resource: 'nicKpps', amount: 60, hosts: 1 }])
})

test('a NIC of which nobody said what it carries gives no share', () => {
  const { place } = placer({})
  expect(refused(place({ nicMbps: 1 }))).toEqual([['Nic'], { resource: 'nicMbps', amount: 1, hosts: 1 }])
})

test('a resize and a release keep and give back what a pod has of them', () => {
  const { engine, place } = placer({ gpus: GPUS, nics: TWO_NICS })
  const empty = engine.columns()
  const first = held(place({ gpus: 1, network: 'sriov', nicMbps: 100, nicKpps: 100 }))
  const size = { pod: 'g/z/c0-0', cpus: 3, memoryMib: 128 }
  engine.observe({ atUs: 1, kind: 'resize', ...size, cause: 'load' })
  expect(engine.decide(1)[0]).toMatchObject({
    kind: 'resize',
    holding: { ...first, cpus: [0, 1, 8], memoryMib: [128, 0] },
  })
  engine.observe({ atUs: 2, kind: 'release', pod: 'g/z/c0-0', cause: 'scale-down' })
  engine.decide(2)
  expect(engine.columns()).toEqual(empty)
})
