import type { Domain } from '../../../src/model/request.ts'
import { countIn, settledIn, spreadBroken, togetherAllows } from '../fit.ts'
import { peerBroken } from '../peers.ts'
import { domainOf, type Held, type Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'
import { taintsAgainst } from '../taints.ts'

/**
 * L4: with this pod, no hard limit is passed, and it is with none that it must be apart from. Only places and migrates
 * add to a domain by decision.
 */
export function checkSpread(state: State, findings: Findings, pod: Pod, held: Held): void {
  findings.checks.L4++
  const peer = peerBroken(state, pod, held.host)
  if (peer?.kind === 'apart') {
    const name = domainName(state, peer.domain, held)
    const message = `${peer.domain} ${name} has pods of ${peer.about} in this ${peer.scope}, which must be apart`
    findings.violate('L4', message, pod.name, hostName(state, held))
  }
  const rule = spreadBroken(state, pod, held.host)
  if (rule < 0) return
  const { domain, scope, limit } = pod.component.request.spread[rule]
  const name = domainName(state, domain, held)
  const count = countIn(state, pod, held.host, rule)
  findings.violate(
    'L4',
    `${domain} ${name} already has ${count} pods of this ${scope}, limit ${limit}`,
    pod.name,
    hostName(state, held),
  )
}

/** L5: the host satisfies the where lists, the together rule and the rules to be near others. */
export function checkLocality(state: State, findings: Findings, pod: Pod, held: Held): void {
  findings.checks.L5++
  if (pod.component.allowed[held.host] === 0) {
    findings.violate('L5', 'the where lists do not allow the host', pod.name, hostName(state, held))
  }
  const peer = peerBroken(state, pod, held.host)
  if (peer?.kind === 'near') {
    const name = domainName(state, peer.domain, held)
    const message = `${peer.domain} ${name} has no pod of ${peer.about} in this ${peer.scope} to be near to`
    findings.violate('L5', message, pod.name, hostName(state, held))
  }
  if (togetherAllows(state, pod, held.host) || pod.scope.together === null) return
  const { domain } = pod.scope.together
  const name = state.view.domains[domain].names[settledIn(pod.scope.together)]
  const message = `the pods to stay together with are in ${domain} ${name}`
  findings.violate('L5', message, pod.name, hostName(state, held))
}

/** L6, its part at a holding's start: nothing is held on a host that is down. */
export function checkHostUp(state: State, findings: Findings, pod: Pod, held: Held): void {
  findings.checks.L6++
  if (state.up[held.host] === 0) findings.violate('L6', 'the host is down', pod.name, hostName(state, held))
}

/** L6, its part at a place or migrate: the host is up and takes new pods. */
export function checkTakesPods(state: State, findings: Findings, pod: Pod, held: Held): void {
  checkHostUp(state, findings, pod, held)
  // In Kubernetes a pod that tolerates everything goes to a cordoned node too.
  const isClosed = state.cordoned[held.host] === 1 && findings.baseline === null
  if (isClosed) findings.violate('L6', 'the host is cordoned', pod.name, hostName(state, held))
  if (taintsAgainst(state, pod.component.request, held.host, 'hard') > 0)
    findings.violate('L5', 'the host has a taint that the pod does not tolerate', pod.name, hostName(state, held))
}

function domainName(state: State, domain: Domain, held: Held): string {
  return state.view.domains[domain].names[domainOf(state.view, domain, held.host)]
}

function hostName(state: State, held: Held): string {
  return state.view.hosts[held.host].name
}
