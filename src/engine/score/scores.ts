import type { ScoreName } from '../../model/profile.ts'
import { CPU_FREE } from './cpu-free.ts'
import { CPU_PACKED } from './cpu-packed.ts'
import { MEMORY_FREE } from './memory-free.ts'
import { NUMA_FEWEST } from './numa-fewest.ts'
import { NUMA_TIGHT } from './numa-tight.ts'
import type { ScorePlugin } from './score.ts'
import { VF_SPARED } from './vf-spared.ts'

/** Every score plug-in by its name. */
export const SCORES: Readonly<Record<ScoreName, ScorePlugin>> = {
  CpuPacked: CPU_PACKED,
  CpuFree: CPU_FREE,
  MemoryFree: MEMORY_FREE,
  NumaFewest: NUMA_FEWEST,
  NumaTight: NUMA_TIGHT,
  VfSpared: VF_SPARED,
}
