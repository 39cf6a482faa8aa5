import { CpuAccumulator } from '../../src/engine/kubelet/cpu/accumulator.ts'
import { type CpuTopology, flagsOfIds, idsOfFlags, type Level } from '../../src/engine/kubelet/cpu/cpu-topology.ts'
import { placesOf } from '../../src/engine/kubelet/cpu/take-distributed.ts'
import { wholeUnits } from '../../src/engine/kubelet/cpu/take-packed.ts'
import * as scalars from '../../src/model/parse/scalars.ts'
import { list, record } from '../../src/model/parse/shapes.ts'
import { compareFields, type Format, noTopology, type RowResult, runRow, type Surroundings } from './format.ts'
import { count, cpuList, text, yesOrNo } from './leaves.ts'

const ORDERS = ['freeSockets', 'freeNumaNodes', 'freeSocketsAndNumaNodes', 'freeCores', 'freeCpus'] as const

const fields = { id: text, description: text.optional(), topology: text, available: cpuList }
const ids = list(count, 0, 100_000)

const orderRow = record({
  ...fields,
  fn: scalars.word(ORDERS),
  ordered: yesOrNo,
  expect: ids.optional(),
  expectSockets: ids.optional(),
  expectNumaNodes: ids.optional(),
})

const takeRow = record({
  ...fields,
  fn: scalars.word(['take']),
  n: count,
  take: list(cpuList, 0, 100_000),
  expectSatisfied: yesOrNo,
  expectFailed: yesOrNo,
  expectStillNeeded: scalars.integer(-100_000, 100_000),
})

/** Rows of `accumulator.json` about which units are wholly free. */
export const orders: Format = {
  name: 'accumulator orders',
  isOwn: ({ fn }) => ORDERS.some((known) => known === fn),
  run: (row, around) =>
    runRow(orderRow, row, ({ fn, ordered, topology, available, ...expected }) =>
      withAccumulator(around, topology, available, 0, (accumulator) => {
        const whole = (level: Level): readonly number[] =>
          wholeUnits(accumulator, level).map((unit) => accumulator.topology.units[level].ids[unit])
        const sorted = (values: readonly number[] | undefined): readonly number[] | undefined =>
          ordered || values === undefined ? values : [...values].sort((a, b) => a - b)
        if (fn === 'freeSocketsAndNumaNodes') {
          const { expectSockets, expectNumaNodes } = expected
          const found = { expectSockets: whole('socket'), expectNumaNodes: whole('numa') }
          return { mismatches: compareFields({ expectSockets, expectNumaNodes }, found) }
        }
        const { cpuIds } = accumulator.topology
        const found = {
          freeSockets: () => whole('socket'),
          freeNumaNodes: () => whole('numa'),
          freeCores: () => whole('core'),
          freeCpus: () => accumulator.cpusInOrder().map((cpu) => cpuIds[cpu]),
        }[fn]()
        return { mismatches: compareFields({ expect: sorted(expected.expect) }, { expect: sorted(found) }) }
      }),
    ),
}

/** Rows of `accumulator.json` about what is left after some Cpus were taken. */
export const takings: Format = {
  name: 'accumulator takings',
  isOwn: ({ fn }) => fn === 'take',
  run: (row, around) =>
    runRow(takeRow, row, ({ topology, available, n, take, expectSatisfied, expectFailed, expectStillNeeded }) =>
      withAccumulator(around, topology, available, n, (accumulator) => {
        for (const cpus of take) {
          const flags = flagsOfIds(accumulator.topology, cpus)
          if (flags === null) return NO_CPUS
          accumulator.take(placesOf(flags))
        }
        const taken = new Set(idsOfFlags(accumulator.topology, accumulator.taken))
        const free = new Set(idsOfFlags(accumulator.topology, accumulator.free))
        const all = take.flat()
        const expected = { expectSatisfied, expectFailed, expectStillNeeded, inResult: true, isNoLongerFree: true }
        const found = {
          expectSatisfied: accumulator.result !== null,
          expectFailed: accumulator.isFailed,
          expectStillNeeded: accumulator.needed,
          inResult: all.every((cpu) => taken.has(cpu)),
          isNoLongerFree: !all.some((cpu) => free.has(cpu)),
        }
        return { mismatches: compareFields(expected, found) }
      }),
    ),
}

const NO_CPUS: RowResult = { faults: [{ path: '', found: 'Cpus', expected: 'Cpus of the topology' }] }

function withAccumulator(
  { topologies }: Surroundings,
  name: string,
  available: readonly number[],
  needed: number,
  run: (accumulator: CpuAccumulator) => RowResult,
): RowResult {
  const topology: CpuTopology | undefined = topologies.get(name)
  if (topology === undefined) return noTopology(name)
  const flags = flagsOfIds(topology, available)
  return flags === null ? NO_CPUS : run(new CpuAccumulator(topology, flags, needed, 'packed'))
}
