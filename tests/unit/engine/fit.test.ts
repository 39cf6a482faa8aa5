import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

/** A property holds counts to pods asked for (tests/property/fit.test.ts); these are what its worlds rarely have. */

function declared(fleet: Fleet, request: Partial<PodRequest>): Engine {
  const engine = createEngine(fleet)
  engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request: { ...PLAIN, ...request } })
  return engine
}

function ask(engine: Engine, pod: string, size: { readonly cpus: number; readonly memoryMib: number }): void {
  engine.observe({ atUs: 0, kind: 'request', pod, game: 'g', zone: 'z', component: 'c', ...size, cause: 'plan' })
  engine.decide(0)
}

const more = { game: 'g', zone: 'z', component: 'c', most: 1000 }

test('pods that count against a limit of the game on a host are counted', () => {
  const spread = [{ scope: 'game', domain: 'host', limit: 3 } as const]
  const engine = declared(fleetOf([smtHost('h1'), smtHost('h2')]), { spread })
  expect(engine.fit(more)).toBe(6)
  ask(engine, 'g/z/c-0', PLAIN)
  expect(engine.fit(more)).toBe(5)
})

test('full cores are counted as cores that are whole', () => {
  const request = { cpus: 2, fullCores: true, memoryMib: 64 }
  const engine = declared(fleetOf([smtHost('h1', 1)]), request)
  expect(engine.fit(more)).toBe(4)
  engine.observe({ atUs: 0, kind: 'foreign', host: 'h1', cpus: '0-1', memoryMib: {} })
  engine.decide(0)
  // Six Cpus are free, and two whole cores.
  expect(engine.fit(more)).toBe(2)
})

test('addresses of two networks that are both scarce are not counted one by one', () => {
  const hosts = ['h1', 'h2', 'h3'].map((name) => smtHost(name))
  const segment = (name: string, third: number, network: 'sriov' | 'overlay'): Fleet['segments'][number] => {
    return { name, vlan: 10 + third, subnet: `10.1.${third}.0/24`, networks: [network] }
  }
  const pool = (name: string, third: number, hostNames: readonly string[]): Fleet['pools'][number] => {
    const ranges = [`10.1.${third}.10-10.1.${third}.11`]
    return { name, segment: name, ranges, boundTo: { hosts: hostNames } }
  }
  const fleet = {
    ...fleetOf(hosts),
    segments: [segment('near', 1, 'sriov'), segment('other', 2, 'sriov'), segment('over', 3, 'overlay')],
    pools: [pool('near', 1, ['h1', 'h2']), pool('other', 2, ['h3']), pool('over', 3, ['h1', 'h2', 'h3'])],
  }
  expect(declared(fleet, { cpus: 1, memoryMib: 64, network: 'sriov' }).fit(more)).toBe(4)
  expect(declared(fleet, { cpus: 1, memoryMib: 64, network: 'dual' }).fit(more)).toBe(2)
})

test('another size than the component asks for is counted, and no more than most', () => {
  const engine = declared(fleetOf([smtHost('h1'), smtHost('h2')]), {})
  expect(engine.fit(more)).toBe(16)
  expect(engine.fit({ ...more, size: { cpus: 8, cpuMilli: 0, memoryMib: 1024 } })).toBe(4)
  expect(engine.fit({ ...more, most: 3 })).toBe(3)
})

test('limits of racks and of their module are both kept, in whatever order they are declared', () => {
  const hosts = ['h1', 'h2', 'h3', 'h4'].map((name, i) => ({ ...smtHost(name), rack: `sz-a-k${i}` }))
  const inModule = { scope: 'game', domain: 'module', limit: 4 } as const
  const inRack = { scope: 'zone', domain: 'rack', limit: 1 } as const
  expect(declared(fleetOf(hosts), { spread: [inRack, inModule] }).fit(more)).toBe(4)
  expect(declared(fleetOf(hosts), { spread: [inModule, inRack] }).fit(more)).toBe(4)
})
