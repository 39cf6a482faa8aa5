import type { FilterName } from '../../model/decision.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * One reason to refuse hosts. Reads the class and each host's own columns only, so a change of one host touches one
 * verdict. It works on a batch, in one tight loop over the columns it reads: called once per host through a list of
 * filters, the calls alone cost more than the tests.
 */
export interface Filter {
  readonly name: FilterName
  /** Whether the filter can refuse pods of this class at all. */
  concerns(klass: PodClass): boolean
  /** Moves the hosts that pass to the front of `batch[0 … count)`, in their order, and returns how many they are. */
  keep(hosts: HostTable, klass: PodClass, batch: Int32Array, count: number): number
}
