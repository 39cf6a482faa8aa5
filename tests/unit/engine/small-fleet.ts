import type { Fleet, Host } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'

/**
 * A host of `numas` NumaNodes × 4 cores × 2 threads (siblings c and c + 4 × numas), 8 GiB each, 4 VFs at the last
 * NumaNode.
 */
export function smtHost(name: string, numas = 2): Host {
  const coreCount = numas * 4
  return {
    name,
    region: 'south',
    idc: 'sz',
    module: 'sz-a',
    rack: 'sz-a-k1',
    topology: 'test',
    numaNodes: Array.from({ length: numas }, (_, id) => ({
      id,
      memoryMib: 8192,
      cores: Array.from({ length: 4 }, (_, core) => [id * 4 + core, id * 4 + core + coreCount]),
    })),
    reservedCpus: '',
    nics: [{ name: 'eth0', numa: numas - 1, vfs: 4 }],
    disks: [{ name: 'local', capacityMib: 10_000, ioKibps: 1000 }],
    allocatable: { cpus: coreCount * 2, memoryMib: numas * 8192, diskMib: 10_000, vfs: 4 },
  }
}

export function fleetOf(hosts: readonly Host[]): Fleet {
  return {
    hosts,
    segments: [{ name: 's', vlan: 7, subnet: '10.0.0.0/24', networks: ['sriov', 'bridge'] }],
    pools: [{ name: 'p', segment: 's', ranges: ['10.0.0.10-10.0.0.200'], boundTo: { modules: ['sz-a'] } }],
  }
}

export const PLAIN: PodRequest = {
  cpus: 2,
  memoryMib: 1024,
  diskMib: 0,
  ioKibps: 0,
  network: 'bridge',
  numa: 'single',
  where: {},
  spread: [],
  profile: 'pack',
}
