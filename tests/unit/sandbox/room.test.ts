import { expect, test } from 'vitest'
import type { AgentHolding, AllocationRequest } from '../../../src/model/agent.ts'
import type { Host } from '../../../src/model/fleet.ts'
import { faultsOf } from '../../../src/sandbox/room.ts'
import { SimulatedHost } from '../../../src/sandbox/simulated-host.ts'
import { REQUEST } from '../agent/requests.ts'

const HOST: Host = {
  name: 'h1',
  region: 'south',
  idc: 'sz',
  module: 'sz-a',
  rack: 'sz-a-r1',
  topology: 'small',
  numaNodes: [{ id: 0, memoryMib: 1024, cores: [[0], [1], [2], [3]] }],
  reservedCpus: '0',
  nics: [{ name: 'eth1', numa: 0, vfs: 2, mbps: 100, kpps: 50 }],
  gpus: [{ name: 'gpu0', numa: 0 }],
  disks: [],
  allocatable: { cpus: 3, memoryMib: 1024, diskMib: 0, vfs: 2 },
}

function holding(more: Partial<AgentHolding>): AgentHolding {
  const words = { host: 'h1', cpus: '1', memoryMib: { 0: 64 }, network: 'bridge', segment: 'games' } as const
  return { ...words, ip: '10.3.4.10', mac: '02:00:0a:03:04:0a', ...more }
}

const other = (more: Partial<AgentHolding>): AllocationRequest => ({
  ...REQUEST,
  holding: holding({ cpus: '2', ip: '10.3.4.11', mac: '02:00:0a:03:04:0b', ...more }),
})

const said = (wanted: Partial<AgentHolding>, held: Partial<AgentHolding>) => {
  const { taken, reasons } = faultsOf(HOST, holding(wanted), [other(held)])
  return [taken, reasons.map(({ path, found, expected }) => `${path}: ${found}, ${expected}`)]
}

test('a simulated host gives a GPU once, and none that it has not', () => {
  expect(said({ gpus: ['gpu0'] }, {})).toEqual([true, []])
  expect(said({ gpus: ['gpu0'] }, { gpus: ['gpu0'] })).toEqual([
    true,
    ['holding.gpus: gpu0, which lobby/main/room-0 holds, a free GPU'],
  ])
  expect(said({ gpus: ['gpu1'] }, {})).toEqual([false, ['holding.gpus: gpu1, a GPU of h1']])
})

test('a simulated host refuses a volume by name', () => {
  const words = ['holding.volume: ceph, none: sandbox hosts attach no volumes yet']
  expect(said({ volume: 'ceph', volumeMib: 5 }, {})).toEqual([false, words])
})

test('a simulated host gives no more of a NIC than it carries', () => {
  const share = { nic: 'eth1', nicMbps: 60, nicKpps: 20 }
  expect(said(share, { nic: 'eth1', nicMbps: 40, nicKpps: 30 })).toEqual([true, []])
  expect(said(share, { nic: 'eth1', nicMbps: 41, nicKpps: 31 })).toEqual([
    true,
    [
      'holding.nicMbps: 60 Mbit/s, at most 59 Mbit/s, what is free',
      'holding.nicKpps: 20 kpps, at most 19 kpps, what is free',
    ],
  ])
})

test('a simulated host gives and takes nothing that it could not write', async () => {
  const add = (): void => {
    throw new Error('ENOSPC')
  }
  const simulated = new SimulatedHost(HOST, () => 0, { add })
  const request = { ...REQUEST, holding: holding({}) }
  await expect(simulated.apply(request)).rejects.toThrow('ENOSPC')
  expect(await simulated.read(request.pod)).toBeNull()
  simulated.restore(request)
  await expect(simulated.release(request.pod)).rejects.toThrow('ENOSPC')
  expect(await simulated.read(request.pod)).not.toBeNull()
})
