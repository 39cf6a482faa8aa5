import type { KubePod } from '../../../model/kube/pod.ts'
import type { Rejection } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go.

/** A pod with gates left does not enter the queue. */
export function gatedBy({ schedulingGates }: KubePod): Rejection | null {
  if (schedulingGates.length === 0) return null
  return {
    plugin: 'SchedulingGates',
    code: 'UnschedulableAndUnresolvable',
    reasons: [`waiting for scheduling gates: [${schedulingGates.join(' ')}]`],
  }
}
