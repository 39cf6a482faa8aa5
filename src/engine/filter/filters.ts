import type { FilterName } from '../../model/decision.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import { cpusFilter } from './cpus.ts'
import { diskFilter } from './disk.ts'
import { hostRuleFilter } from './host-rule.ts'
import { hostUpFilter } from './host-up.ts'
import { ipFilter } from './ip.ts'
import { memoryFilter } from './memory.ts'
import { vfFilter } from './vf.ts'
import { whereFilter } from './where.ts'

/** One reason to refuse a host. Reads the class and the host's own columns only, so a change of one host touches one verdict. */
export interface Filter {
  readonly name: FilterName
  /** Whether the filter can refuse pods of this class at all. */
  concerns(klass: FilterClass): boolean
  passes(hosts: HostTable, host: number, klass: PodClass): boolean
}

export type FilterClass = Omit<PodClass, 'filters'>

/** Every filter but the NumaNode's, in the order in which a refusal counts them (Together and ranges of SpreadLimit apart). */
const FILTERS: readonly Filter[] = [
  hostUpFilter,
  whereFilter,
  hostRuleFilter,
  cpusFilter,
  memoryFilter,
  diskFilter,
  vfFilter,
  ipFilter,
]

export function filtersFor(klass: FilterClass): readonly Filter[] {
  return FILTERS.filter((filter) => filter.concerns(klass))
}
