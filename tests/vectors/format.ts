import type { z } from 'zod'
import type { Fault } from '../../src/base/result.ts'
import type { CpuTopology } from '../../src/engine/kubelet/cpu/cpu-topology.ts'
import { faultsOfIssues } from '../../src/model/parse/faults.ts'

/** One figure that came out otherwise. */
export interface Mismatch {
  /** Path into the row. */
  readonly field: string
  readonly expected: string
  readonly found: string
}

/** What became of one row: faults when it cannot be read, else what came out otherwise. */
export type RowResult = { readonly faults: readonly Fault[] } | { readonly mismatches: readonly Mismatch[] }

/** What rows refer to. */
export interface Surroundings {
  /** By name. */
  readonly topologies: ReadonlyMap<string, CpuTopology>
}

/** One kind of row. A file holds rows of one or more kinds. */
export interface Format {
  readonly name: string
  /** Whether a row means to be of this kind, well written or not. */
  isOwn(row: Readonly<Record<string, unknown>>): boolean
  run(row: unknown, around: Surroundings): RowResult
}

/** Reads a row by its schema, and runs it when it is well written. */
export function runRow<T>(schema: z.ZodType<T>, row: unknown, run: (value: T) => RowResult): RowResult {
  const parsed = schema.safeParse(row)
  return parsed.success ? run(parsed.data) : { faults: faultsOfIssues(parsed.error.issues, row) }
}

/** The fault of a topology that is not there. */
export function noTopology(name: string): RowResult {
  return { faults: [{ path: 'topology', found: name, expected: 'a name in topologies.json' }] }
}

/** Mismatches of the fields that differ, each shown as JSON. */
export function compareFields(
  expected: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): readonly Mismatch[] {
  const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))
  return Object.keys(expected)
    .map((field) => ({ field, expected: show(expected[field]), found: show(found[field]) }))
    .filter((pair) => pair.expected !== pair.found)
}
