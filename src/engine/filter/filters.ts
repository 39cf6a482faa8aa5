import type { PodClass } from '../pod-class.ts'
import { cpusFilter } from './cpus.ts'
import { diskFilter } from './disk.ts'
import type { Filter } from './filter.ts'
import { hostRuleFilter } from './host-rule.ts'
import { hostUpFilter } from './host-up.ts'
import { ipFilter } from './ip.ts'
import { memoryFilter } from './memory.ts'
import { vfFilter } from './vf.ts'
import { whereFilter } from './where.ts'

/**
 * Every filter but the NumaNode's, in the order in which a refusal counts them (Together and ranges of SpreadLimit
 * apart).
 */
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

/** The filters that concern a class, in that order. */
export function filtersFor(klass: PodClass): readonly Filter[] {
  return FILTERS.filter((filter) => filter.concerns(klass))
}
