import type { FilterName } from '../../model/decision.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * One reason to refuse a host. Reads the class and the host's own row only, so a change of one host touches one
 * verdict.
 */
export interface Filter {
  readonly name: FilterName
  passes(hosts: HostTable, host: number, klass: PodClass): boolean
}
