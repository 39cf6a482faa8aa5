import { randomStream } from '../../src/base/random.ts'
import type { Fleet, Host, IpPool, NumaNode, Segment } from '../../src/model/fleet.ts'
import { compareHosts } from '../../src/model/host-order.ts'

/**
 * Hardware of the bundled topologies a bench fleet mixes, as (NumaNodes, cores each, threads a core, MiB a NumaNode,
 * NumaNode of the fast NIC).
 */
const MACHINES = [
  { topology: 'epyc-corona-p2', numas: 2, cores: 24, threads: 2, memoryMib: 128_000, nicNuma: 1, share: 6 },
  { topology: 'g4dnmetal', numas: 2, cores: 24, threads: 2, memoryMib: 193_000, nicNuma: 1, share: 5 },
  { topology: 'epyc-corona', numas: 8, cores: 6, threads: 2, memoryMib: 32_700, nicNuma: 3, share: 3 },
  { topology: 'eas-tioga', numas: 4, cores: 16, threads: 2, memoryMib: 128_900, nicNuma: 3, share: 3 },
  { topology: 'cts1-quartz-smt1', numas: 2, cores: 18, threads: 1, memoryMib: 64_000, nicNuma: 1, share: 3 },
] as const

/** A fleet of `hostCount` hosts in 4 regions, 8 IDCs, modules of about 100 hosts and racks of 20, ranked. */
export function benchFleet(hostCount: number): Fleet {
  const random = randomStream(1, 'bench/fleet')
  const deck = MACHINES.flatMap((machine) => Array.from({ length: machine.share }, () => machine))
  const hosts: Host[] = []
  const moduleCount = Math.max(8, Math.ceil(hostCount / 100))
  for (let i = 0; i < hostCount; i++) {
    const module = i % moduleCount
    const idc = module % 8
    const domains = { region: `r${idc % 4}`, idc: `i${idc}`, module: `i${idc}-m${module}` }
    const rack = `${domains.module}-k${Math.floor(i / moduleCount / 20)}`
    hosts.push(
      benchHost(
        `${domains.module}-h${String(i).padStart(5, '0')}`,
        { ...domains, rack },
        deck[random.below(deck.length)],
      ),
    )
  }
  const segments: Segment[] = []
  const pools: IpPool[] = []
  for (let module = 0; module < moduleCount; module++) {
    const name = `i${module % 8}-m${module}`
    const octets = `10.${module >>> 2}.${(module & 3) * 64}`
    const last = `10.${module >>> 2}.${(module & 3) * 64 + 63}`
    segments.push({
      name: `s-${name}`,
      vlan: 1 + (module % 4000),
      subnet: `${octets}.0/18`,
      networks: ['bridge', 'sriov'],
    })
    pools.push({
      name: `p-${name}`,
      segment: `s-${name}`,
      ranges: [`${octets}.10-${last}.250`],
      boundTo: { modules: [name] },
    })
  }
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
  return { hosts: hosts.sort(compareHosts), segments: segments.sort(byName), pools: pools.sort(byName) }
}

type Machine = (typeof MACHINES)[number]

function benchHost(name: string, domains: Pick<Host, 'region' | 'idc' | 'module' | 'rack'>, machine: Machine): Host {
  const hardware = HARDWARE.get(machine) ?? hardwareOf(machine)
  HARDWARE.set(machine, hardware)
  return { name, ...domains, ...hardware }
}

/** Hosts of one machine share what they are made of, as those of a scenario do. */
const HARDWARE = new Map<Machine, Hardware>()

type Hardware = Omit<Host, 'name' | 'region' | 'idc' | 'module' | 'rack'>

function hardwareOf(machine: Machine): Hardware {
  const coreCount = machine.numas * machine.cores
  const numaNodes: NumaNode[] = Array.from({ length: machine.numas }, (_, id) => ({
    id,
    memoryMib: machine.memoryMib,
    cores: Array.from({ length: machine.cores }, (_, core) => {
      return Array.from({ length: machine.threads }, (_, thread) => id * machine.cores + core + thread * coreCount)
    }),
  }))
  const reserved = machine.threads === 2 ? `0,${coreCount}` : '0'
  const cpus = coreCount * machine.threads - machine.threads
  const memoryMib = machine.numas * machine.memoryMib
  return {
    topology: machine.topology,
    numaNodes,
    reservedCpus: reserved,
    nics: [
      { name: 'eth0', numa: 0, vfs: 7 },
      { name: 'ens1', numa: machine.nicNuma, vfs: 32 },
    ],
    disks: [{ name: 'local', capacityMib: 4_000_000, ioKibps: 2_000_000 }],
    allocatable: { cpus, memoryMib, diskMib: 4_000_000, vfs: 39 },
  }
}
