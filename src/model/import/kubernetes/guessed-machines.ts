import { CPUS_MAX } from '../../fleet.ts'
import { AMOUNT_MAX } from '../../parse/limits.ts'
import type { CappedFaults } from '../capped-faults.ts'
import type { Amounts } from './amounts.ts'
import type { DeviceCounts, HostSources, ImportedMachine } from './hosts.ts'
import * as machine from './machine.ts'
import type { NodeFacts } from './node-facts.ts'

/** Machines of nodes of which only amounts are known: of a topology given that has as many, else of a plain one. */
export class GuessedMachines {
  readonly #sources: HostSources
  readonly #plain = new Map<string, machine.KnownTopology>()
  readonly #used = new Map<string, machine.KnownTopology>()

  constructor(sources: HostSources) {
    this.#sources = sources
  }

  /** Those that machines are of so far. */
  get topologies(): readonly machine.KnownTopology[] {
    return [...this.#used.values()]
  }

  /** taken: by pods that run on every node. */
  of(node: NodeFacts, taken: Amounts, devices: DeviceCounts): ImportedMachine {
    const { topologies, faults, leftOut } = this.#sources
    const amounts = machine.hostAmountsOf(node.capacity, node.allocatable, taken)
    const at = `${node.path}.status`
    if (amounts.cpus < 1 || amounts.cpus > CPUS_MAX)
      faults.add(`${at}.capacity.cpu`, `${amounts.cpus} whole Cpus`, `1 to ${CPUS_MAX}`)
    if (amounts.memoryMib > AMOUNT_MAX)
      faults.add(`${at}.capacity.memory`, `${amounts.memoryMib} MiB`, `at most ${AMOUNT_MAX}`)
    let known = machine.topologyFor(amounts, topologies)
    if (known === null) {
      if (topologies.length > 0) leftOut.add('nodes of which no topology given has the Cpus and memory')
      const made = machine.plainTopology(amounts)
      known = this.#plain.get(made.topology.name) ?? made
      this.#plain.set(made.topology.name, known)
    }
    const { topology } = known
    this.#used.set(topology.name, known)
    const hasNic = topology.nics.length > 0
    if (devices.vf > 0 && !hasNic) leftOut.add('VFs of nodes whose topology has no NIC', devices.vf)
    const kept = machine.keptPerNumaNode(amounts, topology)
    const cpus = machine.keptCpus(amounts, topology)
    return {
      topology: topology.name,
      sriov: devices.vf === 0 || !hasNic ? undefined : { [topology.nics[0].name]: devices.vf },
      gpus: devices.gpu === 0 ? undefined : machine.gpusByNumaNode(devices.gpu, topology.numaNodes.length),
      disks: disksOf(amounts.diskMib, `${at}.allocatable.ephemeral-storage`, faults),
      reserved: machine.reservedOf(cpus, kept),
    }
  }
}

/** Room for what pods write on their node; how fast it is, nobody said. */
function disksOf(diskMib: number, path: string, faults: CappedFaults): ImportedMachine['disks'] {
  if (diskMib > AMOUNT_MAX) faults.add(path, `${diskMib} MiB`, `at most ${AMOUNT_MAX}`)
  return diskMib === 0 ? undefined : [{ name: 'ephemeral', capacity: `${diskMib}Mi`, io: '1Gi' }]
}
