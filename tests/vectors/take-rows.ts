import { formatCpuList } from '../../src/base/cpu-list.ts'
import type { CpuOrder, Taken } from '../../src/engine/kubelet/cpu/accumulator.ts'
import { type CpuTopology, flagsOfIds, idsOfFlags } from '../../src/engine/kubelet/cpu/cpu-topology.ts'
import { takeDistributed } from '../../src/engine/kubelet/cpu/take-distributed.ts'
import { resizeDistributed } from '../../src/engine/kubelet/cpu/take-distributed-resize.ts'
import { takePacked } from '../../src/engine/kubelet/cpu/take-packed.ts'
import { resizePacked } from '../../src/engine/kubelet/cpu/take-packed-resize.ts'
import * as scalars from '../../src/model/parse/scalars.ts'
import { record } from '../../src/model/parse/shapes.ts'
import { compareFields, type Format, noTopology, type RowResult, runRow, type Surroundings } from './format.ts'
import { count, cpuList, takeOptions, text } from './leaves.ts'

const FRESH = ['packed', 'packed-uncore', 'spread', 'distributed'] as const
const RESIZES = ['packed-resize', 'packed-uncore-resize', 'spread-resize', 'distributed-resize'] as const

const fields = {
  id: text,
  description: text.optional(),
  topology: text,
  available: cpuList,
  n: count,
  groupSize: scalars.integer(1, 1024).optional(),
  options: takeOptions.optional(),
  expect: cpuList.optional(),
  error: text.optional(),
}

const freshRow = record({ ...fields, fn: scalars.word(FRESH) })
const resizeRow = record({ ...fields, fn: scalars.word(RESIZES), allocated: cpuList, baseline: cpuList })

interface TakeRow {
  readonly fn: string
  readonly topology: string
  readonly available: readonly number[]
  readonly n: number
  readonly groupSize?: number | undefined
  readonly options?: { readonly alignBySocket?: boolean | undefined } | undefined
  readonly expect?: readonly number[] | undefined
  readonly error?: string | undefined
}

/** Rows of `take-by-topology.json`. */
export const takes: Format = {
  name: 'take-by-topology',
  isOwn: ({ fn }) => FRESH.some((known) => known === fn),
  run: (row, around) =>
    runRow(freshRow, row, (value) =>
      runTake(value, around, (topology, order, groupSize) => {
        const available = flagsOfIds(topology, value.available)
        if (available === null) return null
        const alignsBySocket = value.options?.alignBySocket === true
        return value.fn === 'distributed'
          ? takeDistributed(topology, available, value.n, { order, groupSize, alignsBySocket })
          : takePacked(topology, available, value.n, order, value.fn === 'packed-uncore')
      }),
    ),
}

/** Rows of `resize.json`. */
export const resizes: Format = {
  name: 'resize',
  isOwn: ({ fn }) => RESIZES.some((known) => known === fn),
  run: (row, around) =>
    runRow(resizeRow, row, (value) =>
      runTake(value, around, (topology, order, groupSize) => {
        const available = flagsOfIds(topology, value.available)
        const allocated = flagsOfIds(topology, value.allocated)
        const baseline = flagsOfIds(topology, value.baseline)
        if (available === null || allocated === null || baseline === null) return null
        const alignsBySocket = value.options?.alignBySocket === true
        const held = { allocated, baseline }
        return value.fn === 'distributed-resize'
          ? resizeDistributed(topology, available, value.n, { order, groupSize, alignsBySocket }, held)
          : resizePacked(topology, available, value.n, order, value.fn === 'packed-uncore-resize', held)
      }),
    ),
}

function runTake(
  row: TakeRow,
  { topologies }: Surroundings,
  take: (topology: CpuTopology, order: CpuOrder, groupSize: number) => Taken | null,
): RowResult {
  const topology = topologies.get(row.topology)
  if (topology === undefined) return noTopology(row.topology)
  if ((row.expect === undefined) === (row.error === undefined)) {
    return { faults: [{ path: 'expect', found: 'both or none of expect and error', expected: 'one of the two' }] }
  }
  const taken = take(topology, row.fn.startsWith('spread') ? 'spread' : 'packed', row.groupSize ?? 1)
  if (taken === null) return { faults: [{ path: '', found: 'Cpus', expected: 'Cpus of the topology' }] }
  const expected = row.expect === undefined ? { error: row.error } : { expect: formatCpuList(row.expect) }
  const found = taken.ok ? { expect: formatCpuList(idsOfFlags(topology, taken.cpus)) } : { error: taken.error }
  return { mismatches: compareFields(expected, found) }
}
