import { failed, ok, type Result } from '../../base/result.ts'
import { parseTopology } from '../parse/topology.ts'
import type { LeftOut } from './left-out.ts'
import { type ImportedTopology, writeTopology } from './write-topology.ts'

/** A topology, its text, and what of the export is not in it. */
export interface TopologyText {
  readonly topology: ImportedTopology
  readonly text: string
  readonly leftOut: readonly LeftOut[]
}

/** The text of a topology if it reads back, else why not: an export may tell of more than a host may have. */
export function checkedTopology(topology: ImportedTopology, leftOut: readonly LeftOut[]): Result<TopologyText> {
  if (topology.numaNodes.length === 0)
    return failed([{ path: '', found: 'no NUMA node with Cpus', expected: 'at least one' }])
  const text = writeTopology(topology)
  const parsed = parseTopology(text)
  return parsed.ok ? ok({ topology, text, leftOut }) : failed(parsed.faults)
}
