import { formatCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import type { Held } from './placement.ts'
import type { PodIdentity } from './verify-allocation.ts'

/** What a pod holds, for a person. */
export function wordsOf(held: Held | null): string {
  return held === null ? 'nothing' : `Cpus ${formatCpuList(held.cpus)}, memory on ${held.mems}`
}

/** A pod as the API server names it. */
export function nameOf({ namespace, name }: PodIdentity): string {
  return `${namespace}/${name}`
}

/** All faults in one line. */
export function textOf(faults: readonly Fault[]): string {
  return faults.map((fault) => `${fault.path}: found ${fault.found}, expected ${fault.expected}`).join('; ')
}
