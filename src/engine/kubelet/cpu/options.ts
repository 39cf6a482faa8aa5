import type { Fault } from '../../../base/result.ts'
import { flagOption, unknownOptions } from '../option-values.ts'
import type { CpuTopology } from './cpu-topology.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/policy_options.go.

/** Options of the static policy. */
export interface CpuOptions {
  /** full-pcpus-only */
  readonly fullCoresOnly: boolean
  /** distribute-cpus-across-numa */
  readonly distributesAcrossNuma: boolean
  /** align-by-socket (alpha) */
  readonly alignsBySocket: boolean
  /** distribute-cpus-across-cores (alpha) */
  readonly distributesAcrossCores: boolean
  /** strict-cpu-reservation */
  readonly reservesStrictly: boolean
  /** prefer-align-cpus-by-uncorecache */
  readonly prefersUncore: boolean
}

const FULL = 'full-pcpus-only'
const NUMA = 'distribute-cpus-across-numa'
const SOCKET = 'align-by-socket'
const CORES = 'distribute-cpus-across-cores'
const STRICT = 'strict-cpu-reservation'
const UNCORE = 'prefer-align-cpus-by-uncorecache'
const PATH = 'cpu.options'

/** Pairs that the kubelet refuses, the one its message names first before the other. */
const EXCLUSIVE: readonly (readonly [string, string])[] = [
  [FULL, CORES],
  [NUMA, CORES],
  [UNCORE, CORES],
  [UNCORE, NUMA],
]

/** Reads the options by name. What the kubelet would refuse to start with is added to `faults`, with its own words. */
export function readCpuOptions(options: Readonly<Record<string, string>>, faults: Fault[]): CpuOptions {
  unknownOptions(options, [FULL, NUMA, SOCKET, CORES, STRICT, UNCORE], PATH, 'CPU Manager', faults)
  const isOn = (name: string): boolean => flagOption(options, name, PATH, faults)
  const on = new Set([FULL, NUMA, SOCKET, CORES, STRICT, UNCORE].filter(isOn))
  for (const [one, other] of EXCLUSIVE) {
    if (!on.has(one) || !on.has(other)) continue
    const expected = `one of the two: static policy options ${one} and ${other} can not be used at the same time`
    faults.push({ path: PATH, found: `${one}, ${other}`, expected })
  }
  return {
    fullCoresOnly: on.has(FULL),
    distributesAcrossNuma: on.has(NUMA),
    alignsBySocket: on.has(SOCKET),
    distributesAcrossCores: on.has(CORES),
    reservesStrictly: on.has(STRICT),
    prefersUncore: on.has(UNCORE),
  }
}

/** What the machine or the topology policy rules out. */
export function checkCpuOptions(
  { alignsBySocket }: CpuOptions,
  { units }: CpuTopology,
  topologyPolicy: string,
  faults: Fault[],
): void {
  const path = `${PATH}.${SOCKET}`
  if (alignsBySocket && topologyPolicy === 'single-numa-node') {
    const words = `Topolgy manager ${topologyPolicy} policy is incompatible with CPUManager ${SOCKET} policy option`
    faults.push({ path, found: 'true', expected: `false with the topology policy ${topologyPolicy}: ${words}` })
  }
  if (alignsBySocket && units.socket.ids.length > units.numa.ids.length) {
    const found = `${units.socket.ids.length} sockets, ${units.numa.ids.length} NUMA nodes with Cpus`
    const words = 'Align by socket is not compatible with hardware where number of sockets are more than number of NUMA'
    faults.push({ path, found, expected: `no more sockets than NUMA nodes: ${words}` })
  }
}
