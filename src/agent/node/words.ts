import { formatCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import { reasonOf } from '../kernel/kernel.ts'
import type { Cpuset } from './container-hooks.ts'
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

/** Why no pod gets Cpus while what is no pod cannot be kept off them. */
export function unheldFault(error: unknown): Fault {
  return { path: 'system', found: reasonOf(error), expected: 'all that is no pod on the shared Cpus' }
}

/** Why a container that a kubelet has put on Cpus of its choice cannot have an allocation. */
export function pinnedFault({ cpus, mems }: Cpuset): Fault {
  const expected = 'a kubelet that leaves Cpus alone: cpuManagerPolicy and memoryManagerPolicy none'
  const found = `the kubelet put it on Cpus ${cpus || 'of any number'}, memory ${mems || 'anywhere'}`
  return { path: 'kubelet', found, expected }
}
