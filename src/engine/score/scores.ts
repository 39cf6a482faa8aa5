import type { ScoreName } from '../../model/profile.ts'
import { cpuFree } from './cpu-free.ts'
import { cpuPacked } from './cpu-packed.ts'
import { memoryFree } from './memory-free.ts'
import { numaFewest } from './numa-fewest.ts'
import { numaTight } from './numa-tight.ts'
import { type ScorePlugin, stockPlugin } from './score.ts'
import { vfSpared } from './vf-spared.ts'

/** Every stock plug-in by its name. */
export const SCORES: Readonly<Record<ScoreName, ScorePlugin>> = {
  CpuPacked: stockPlugin('CpuPacked', cpuPacked),
  CpuFree: stockPlugin('CpuFree', cpuFree),
  MemoryFree: stockPlugin('MemoryFree', memoryFree),
  NumaFewest: stockPlugin('NumaFewest', (_rows, _row, _klass, numaMask) => numaFewest(numaMask)),
  NumaTight: stockPlugin('NumaTight', numaTight),
  VfSpared: stockPlugin('VfSpared', vfSpared),
}

/** The weight of each stock plug-in, 0 for those that a profile leaves out. */
export type StockWeights = Readonly<Record<ScoreName, number>>
