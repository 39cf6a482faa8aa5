import { formatCpuList } from '../../../base/cpu-list.ts'
import { NUMA_NODES_MAX } from '../../fleet.ts'
import type { Topology } from '../../parse/topology.ts'
import { type Amounts, mibDown } from './amounts.ts'

/** A topology that hosts may be of. `text` is its document where it has to be written; null for a bundled one. */
export interface KnownTopology {
  readonly topology: Topology
  readonly text: string | null
}

const GIB_MIB = 1024

/** What is left for pods on a host, and what it has in all. */
export interface HostAmounts {
  readonly cpus: number
  readonly freeCpus: number
  readonly memoryMib: number
  readonly freeMib: number
  readonly diskMib: number
}

/**
 * Cpus and memory of a host: what is allocatable less what pods take that run on every node. Whole Cpus, since what is
 * kept on a host of Berth is whole ones; allocatable rounds down.
 */
export function hostAmountsOf(capacity: Amounts, allocatable: Amounts, everyNode: Amounts): HostAmounts {
  const left = (resource: string): number => {
    const has = allocatable.get(resource) ?? capacity.get(resource) ?? 0
    return Math.max(0, has - (everyNode.get(resource) ?? 0))
  }
  const cpus = Math.floor((capacity.get('cpu') ?? allocatable.get('cpu') ?? 0) / 1000)
  return {
    cpus,
    freeCpus: Math.min(cpus, Math.floor(left('cpu') / 1000)),
    memoryMib: mibDown(capacity.get('memory') ?? allocatable.get('memory') ?? 0),
    freeMib: mibDown(left('memory')),
    diskMib: mibDown(left('ephemeral-storage')),
  }
}

/** The first topology with as many Cpus whose NumaNodes can give up what the host keeps; null where there is none. */
export function topologyFor(amounts: HostAmounts, known: readonly KnownTopology[]): KnownTopology | null {
  const fits = ({ topology }: KnownTopology): boolean => {
    const kept = keptPerNumaNode(amounts, topology)
    const cpus = topology.numaNodes.reduce((sum, { cores }) => sum + cores.flat().length, 0)
    if (cpus !== amounts.cpus || topology.numaNodes.length > NUMA_NODES_MAX) return false
    return topology.numaNodes.every(({ memoryMib }) => memoryMib >= kept)
  }
  return known.find(fits) ?? null
}

/**
 * The topology of a host of which nobody said more: one NumaNode, each Cpu a core of its own, memory up to whole GiB,
 * one NIC. The same for all hosts of equal Cpus and GiB.
 */
export function plainTopology({ cpus, memoryMib }: HostAmounts): KnownTopology {
  const gib = Math.max(1, Math.ceil(memoryMib / GIB_MIB))
  const name = `plain-${cpus}c-${gib}g`
  const list = formatCpuList(Array.from({ length: cpus }, (_, cpu) => cpu))
  const text = [
    'apiVersion: berth.dev/v1alpha1',
    'kind: HostTopology',
    'metadata:',
    `  name: ${name}`,
    `  title: "${cpus} Cpus and ${gib} GiB, of which nobody said how they lie"`,
    'spec:',
    '  numaNodes:',
    `    - {id: 0, memory: ${gib}Gi, threads: ["${list}"]}`,
    '  nics:',
    '    - {name: net0, numa: 0}',
    '',
  ].join('\n')
  const cores = Array.from({ length: cpus }, (_, cpu) => [cpu])
  const topology = { name, numaNodes: [{ memoryMib: gib * GIB_MIB, cores }], nics: [{ name: 'net0', numa: 0 }] }
  return { topology, text }
}

/** MiB that each NumaNode keeps, so that no more than what is free on the host is given out. */
export function keptPerNumaNode({ freeMib }: HostAmounts, { numaNodes }: Topology): number {
  const sum = numaNodes.reduce((total, { memoryMib }) => total + memoryMib, 0)
  return Math.max(0, Math.ceil((sum - freeMib) / numaNodes.length))
}

/** The Cpus that a host keeps, as a list: the first ones, core by core. */
export function keptCpus({ cpus, freeCpus }: HostAmounts, { numaNodes }: Topology): string {
  const inOrder = numaNodes.flatMap(({ cores }) => cores.flat())
  return formatCpuList(inOrder.slice(0, cpus - freeCpus).sort((a, b) => a - b))
}

/** GPUs by NumaNode id, dealt out in turn. */
export function gpusByNumaNode(count: number, numaNodes: number): Record<string, number> {
  const gpus: Record<string, number> = {}
  for (let i = 0; i < count; i++) {
    const id = String(i % numaNodes)
    gpus[id] = (gpus[id] ?? 0) + 1
  }
  return gpus
}

/** What a host keeps, as its entry says it; undefined where that is nothing. */
export function reservedOf(
  cpus: string,
  memoryMib: number,
): { readonly cpus?: string | undefined; readonly memoryPerNumaNode?: string | undefined } | undefined {
  if (cpus === '' && memoryMib === 0) return undefined
  return { cpus: cpus === '' ? undefined : cpus, memoryPerNumaNode: memoryMib === 0 ? undefined : `${memoryMib}Mi` }
}
