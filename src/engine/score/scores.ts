import type { ScoreName } from '../../model/profile.ts'
import {
  CPUS_ALLOCATABLE,
  FREE_CPU_MILLI,
  FREE_MEMORY_MIB,
  FREE_VFS,
  MEMORY_MIB_ALLOCATABLE,
  VF_COUNT,
} from '../state/host-row.ts'
import { cpuFree } from './cpu-free.ts'
import { cpuPacked } from './cpu-packed.ts'
import { memoryFree } from './memory-free.ts'
import { numaFewest } from './numa-fewest.ts'
import { numaTight } from './numa-tight.ts'
import { type ScorePlugin, stockPlugin } from './score.ts'
import { vfSpared } from './vf-spared.ts'

/** Every stock plug-in by its name. */
export const SCORES: Readonly<Record<ScoreName, ScorePlugin>> = {
  CpuPacked: stockPlugin('CpuPacked', (rows, row, { allMilli }) =>
    cpuPacked(rows[row + FREE_CPU_MILLI], 1000 * rows[row + CPUS_ALLOCATABLE], allMilli),
  ),
  CpuFree: stockPlugin('CpuFree', (rows, row, { allMilli }) =>
    cpuFree(rows[row + FREE_CPU_MILLI], 1000 * rows[row + CPUS_ALLOCATABLE], allMilli),
  ),
  MemoryFree: stockPlugin('MemoryFree', (rows, row, { memoryMib }) =>
    memoryFree(rows[row + FREE_MEMORY_MIB], rows[row + MEMORY_MIB_ALLOCATABLE], memoryMib),
  ),
  NumaFewest: stockPlugin('NumaFewest', (_rows, _row, _klass, numaMask) => numaFewest(numaMask)),
  NumaTight: stockPlugin('NumaTight', numaTight),
  VfSpared: stockPlugin('VfSpared', (rows, row, { takesVf }) =>
    vfSpared(rows[row + FREE_VFS], rows[row + VF_COUNT], takesVf),
  ),
}

/** The weight of each stock plug-in, 0 for those that a profile leaves out. */
export type StockWeights = Readonly<Record<ScoreName, number>>
