import { assert } from '../../base/assert.ts'
import type { Holding } from '../../model/holding.ts'
import type { CpuTable } from './cpu-table.ts'
import { markNumaNodes } from './fill-row.ts'
import { FREE_CPU_MILLI, FREE_CPUS, NUMA_FREE_CPUS, ROW } from './host-row.ts'
import type { HostShape } from './host-shape.ts'

/** The columns of a host table that its Cpus are counted in. */
interface CpuColumns {
  readonly rows: Int32Array
  readonly cpus: CpuTable
  readonly shapes: readonly HostShape[]
}

/** Cpus for a pod alone, ascending, and thousandths of shared ones. */
type HeldCpus = Pick<Holding, 'cpus' | 'cpuMilli'>

/** Takes Cpus (sign -1) or gives them back (1). Asserts that all of them are free, or taken. For HostTable alone. */
export function moveCpus(table: CpuColumns, host: number, { cpus, cpuMilli }: HeldCpus, sign: 1 | -1): void {
  for (let i = 0; i < cpus.length; i++) moveCpu(table, host, cpus[i], sign)
  count(table, host, sign * cpus.length, sign * cpuMilli)
}

/** The same of one holding in place of another: a resize keeps most Cpus, and those are not touched. */
export function changeCpus(table: CpuColumns, host: number, before: HeldCpus, after: HeldCpus): void {
  const gone = before.cpus
  const come = after.cpus
  let i = 0
  let j = 0
  while (i < gone.length || j < come.length) {
    if (j === come.length || gone[i] < come[j]) moveCpu(table, host, gone[i++], 1)
    else if (i === gone.length || gone[i] > come[j]) moveCpu(table, host, come[j++], -1)
    else {
      i++
      j++
    }
  }
  count(table, host, gone.length - come.length, before.cpuMilli - after.cpuMilli)
}

function moveCpu({ rows, cpus, shapes }: CpuColumns, host: number, cpu: number, sign: 1 | -1): void {
  cpus.move(host, cpu, sign)
  rows[host * ROW + NUMA_FREE_CPUS + shapes[host].numaOf[cpu]] += sign
}

/** Counts what was moved as free, or as taken where it is below 0. */
function count({ rows }: CpuColumns, host: number, cpus: number, cpuMilli: number): void {
  markNumaNodes(rows, host * ROW)
  rows[host * ROW + FREE_CPUS] += cpus
  rows[host * ROW + FREE_CPU_MILLI] += 1000 * cpus + cpuMilli
  assert(rows[host * ROW + FREE_CPU_MILLI] >= 0, 'shared Cpus are not overbooked')
}
