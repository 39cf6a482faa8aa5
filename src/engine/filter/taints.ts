import { tolerates } from '../kube-scheduler/match/tolerations.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** In place of a count of taints: one of them keeps the pod off. */
const KEPT_OFF = -1

/** The pod tolerates every taint of effect NoSchedule or NoExecute. After kube-scheduler's TaintToleration. */
export function passesTaints(hosts: HostTable, host: number, klass: PodClass): boolean {
  const list = hosts.taints.of(host)
  return list === 0 || verdictOn(hosts, list, klass) !== KEPT_OFF
}

/** Taints of effect PreferNoSchedule of a host that passes, as many as the pod does not tolerate. */
export function taintsDisliked(hosts: HostTable, host: number, klass: PodClass): number {
  const list = hosts.taints.of(host)
  return list === 0 ? 0 : verdictOn(hosts, list, klass)
}

function verdictOn(hosts: HostTable, list: number, { tolerations, taintVerdicts }: PodClass): number {
  const known = taintVerdicts[list]
  if (known !== undefined) return known
  const untolerated = hosts.taints.lists[list].filter((taint) => !tolerates(tolerations, taint))
  const verdict = untolerated.every(({ effect }) => effect === 'PreferNoSchedule') ? untolerated.length : KEPT_OFF
  taintVerdicts[list] = verdict
  return verdict
}
