import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../../src/base/result.ts'
import { type CpuTopology, cpuTopologyOf } from '../../src/engine/kubelet/cpu/cpu-topology.ts'
import { faultsOfIssues } from '../../src/model/parse/faults.ts'
import { list, record } from '../../src/model/parse/shapes.ts'
import { count } from './leaves.ts'

const topologySchema = record({
  numSockets: count,
  numNumaNodes: count,
  numCores: count,
  numCpus: count,
  numUncoreCaches: count,
  declared: record({
    numSockets: count.optional(),
    numNumaNodes: count.optional(),
    numCores: count.optional(),
    numCpus: count.optional(),
    numUncoreCaches: count.optional(),
  }).optional(),
  cpus: list(record({ id: count, core: count, socket: count, numa: count, uncore: count }), 1, 100_000),
})

/** Whether a file's value is meant to be topologies by name. */
export function isTopologyFile(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const parts = Object.values(value)
  return parts.length > 0 && parts.every((part) => typeof part === 'object' && part !== null && 'cpus' in part)
}

/** Adds the topologies of a file to `topologies`, and what is wrong with it to `faults`. */
export function readTopologies(
  value: Readonly<Record<string, unknown>>,
  file: string,
  topologies: Map<string, CpuTopology>,
  faults: (Fault & { readonly file: string; readonly row: string })[],
): void {
  for (const [name, part] of Object.entries(value)) {
    const parsedPart = topologySchema.safeParse(part)
    if (parsedPart.success) {
      topologies.set(name, cpuTopologyOf(parsedPart.data.cpus))
      continue
    }
    for (const fault of faultsOfIssues(parsedPart.error.issues, part)) faults.push({ file, row: name, ...fault })
  }
}

/** The topologies of the bundled `topologies.json`. */
export function standardTopologies(folder: string): ReadonlyMap<string, CpuTopology> {
  const topologies = new Map<string, CpuTopology>()
  const value: unknown = JSON.parse(readFileSync(join(folder, 'topologies.json'), 'utf8'))
  if (isTopologyFile(value)) readTopologies(value, 'topologies.json', topologies, [])
  return topologies
}
