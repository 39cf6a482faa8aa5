import type { Fleet, Host } from '../../../src/model/fleet.ts'

/** A host of 2 NumaNodes × 10 cores × 2 threads, Cpus 0 and 20 reserved, one NIC of 4 VFs. */
export function smallHost(name: string, place: { region?: string; idc?: string; module?: string } = {}): Host {
  const numa = (id: number) => ({
    id,
    memoryMib: 65_536,
    cores: Array.from({ length: 10 }, (_, core) => [id * 10 + core, id * 10 + core + 20]),
  })
  return {
    name,
    region: place.region ?? 'east',
    idc: place.idc ?? 'e1',
    module: place.module ?? 'e1-m1',
    rack: 'e1-m1-r1',
    topology: 'small',
    numaNodes: [numa(0), numa(1)],
    reservedCpus: '0,20',
    nics: [{ name: 'ens1', numa: 0, vfs: 4 }],
    disks: [{ name: 'd0', capacityMib: 100_000, ioKibps: 1000 }],
    allocatable: { cpus: 38, memoryMib: 131_072, diskMib: 100_000, vfs: 4 },
  }
}

/** Three hosts in one module and a pool of ten addresses for all of them. */
export const SMALL_FLEET: Fleet = {
  hosts: ['h1', 'h2', 'h3'].map((name) => smallHost(name)),
  segments: [{ name: 's1', vlan: 10, subnet: '10.0.0.0/24', networks: ['sriov', 'bridge'] }],
  pools: [{ name: 'p1', segment: 's1', ranges: ['10.0.0.10-10.0.0.19'], boundTo: { modules: ['e1-m1'] } }],
}
