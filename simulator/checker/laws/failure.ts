import type { RefuseLine } from '../../../src/model/decision.ts'
import { chosenDisk, dryNetworks } from '../fit.ts'
import { takesVf } from '../modes.ts'
import type { Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import { milliOf } from '../shares.ts'
import type { State } from '../state.ts'
import { taintsAgainst } from '../taints.ts'

/**
 * L7: a pod that was bound and failed then names a host that kube-scheduler may send it to, which goes by taints, where
 * lists and counts, and lacks there what it says it lacks; no other refusal names one. What a kubelet makes of Cpus and
 * NUMA nodes is not judged.
 */
export function checkFailure(state: State, findings: Findings, pod: Pod, line: RefuseLine): void {
  const [reason] = line.reasons
  const isBound = findings.baseline !== null && line.action === 'place' && reason?.filter === 'Admission'
  const { failure } = line
  if ((failure !== undefined) !== isBound) {
    const message = isBound
      ? 'failed after it was bound, and no host is named'
      : 'a failure of a pod that was not bound'
    findings.violate('L7', message, pod.name, failure?.host)
    return
  }
  if (failure === undefined) return
  const broken = brokenBy(state, pod, failure)
  if (broken !== null) findings.violate('L7', broken, pod.name, failure.host)
  if (line.reasons.length !== 1 || reason.hosts !== 1) {
    findings.violate('L7', 'a pod that was bound fails on one host', pod.name, failure.host)
  }
}

function brokenBy(state: State, pod: Pod, failure: NonNullable<RefuseLine['failure']>): string | null {
  const host = state.view.hosts.findIndex(({ name }) => name === failure.host)
  if (host < 0) return 'bound to a host that the fleet has not'
  if (state.up[host] === 0) return 'bound to a host that is down'
  const { allowed, request } = pod.component
  if (allowed[host] === 0) return 'bound to a host that the where lists do not allow'
  if (taintsAgainst(state, request, host, 'hard') > 0) return 'bound to a host with a taint that it does not tolerate'
  const isShort =
    milliOf(pod) > state.freeMilli[host] ||
    pod.memoryMib > state.freeMemory[host] ||
    (takesVf(request.network) && state.freeVf[host] <= 0) ||
    (request.gpus ?? 0) > state.devices.freeGpus(host, -1)
  if (isShort) return 'bound to a host that has too little free by its counts'
  if (failure.reason === 'NoAddress' && dryNetworks(state, pod, host).length === 0) {
    return 'fails for want of an address, and one is free'
  }
  if (failure.reason === 'NoDisk' && chosenDisk(state, pod, host) >= 0) {
    return 'fails for want of a disk, and one has room'
  }
  return null
}
