import { passesCpus } from './cpus.ts'
import { passesDisk } from './disk.ts'
import type { Filter } from './filter.ts'
import { passesGpu } from './gpu.ts'
import { passesHostRule } from './host-rule.ts'
import { passesHostUp } from './host-up.ts'
import { passesIp } from './ip.ts'
import { passesMemory } from './memory.ts'
import { passesNic } from './nic.ts'
import { passesTaints } from './taints.ts'
import { passesVf } from './vf.ts'
import { passesVolume } from './volume.ts'
import { passesWhere } from './where.ts'

/**
 * Every filter but the NumaNode's, in the order in which a refusal counts them; Together, the ranges of
 * SpreadLimit, Near and Apart come between Taints and Cpus.
 */
export const FILTERS: readonly Filter[] = [
  { name: 'HostUp', passes: passesHostUp },
  { name: 'Where', passes: passesWhere },
  { name: 'Taints', passes: passesTaints },
  { name: 'SpreadLimit', passes: passesHostRule },
  { name: 'Cpus', passes: passesCpus },
  { name: 'Memory', passes: passesMemory },
  { name: 'Disk', passes: passesDisk },
  { name: 'Vf', passes: passesVf },
  { name: 'Gpu', passes: passesGpu },
  { name: 'Nic', passes: passesNic },
  { name: 'Ip', passes: passesIp },
  { name: 'Volume', passes: passesVolume },
]
