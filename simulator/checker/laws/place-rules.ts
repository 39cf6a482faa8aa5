import { countIn, spreadBroken, togetherAllows } from '../fit.ts'
import { domainOf, type Held, type Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'

/** L4: with this pod, no hard limit is passed. Only a place adds to a domain, so it is checked there. */
export function checkSpread(state: State, findings: Findings, pod: Pod, held: Held): void {
  findings.checks.L4++
  const rule = spreadBroken(state, pod, held.host)
  if (rule < 0) return
  const { domain, scope, limit } = pod.component.request.spread[rule]
  const name = state.view.domains[domain].names[domainOf(state.view, domain, held.host)]
  const count = countIn(state, pod, held.host, rule)
  findings.violate(
    'L4',
    `${domain} ${name} already has ${count} pods of this ${scope}, limit ${limit}`,
    pod.name,
    hostName(state, held),
  )
}

/** L5: the host satisfies the where lists and the together rule. */
export function checkLocality(state: State, findings: Findings, pod: Pod, held: Held): void {
  findings.checks.L5++
  if (pod.component.allowed[held.host] === 0) {
    findings.violate('L5', 'the where lists do not allow the host', pod.name, hostName(state, held))
  }
  if (togetherAllows(state, pod, held.host) || pod.scope.together === null) return
  const { domain, held: domains } = pod.scope.together
  const names = [...domains.keys()].map((index) => state.view.domains[domain].names[index])
  findings.violate(
    'L5',
    `the pods to stay together with are in ${domain} ${names.join(', ')}`,
    pod.name,
    hostName(state, held),
  )
}

/** L6, its part at a place: nothing is placed on a host that is down. */
export function checkHostUp(state: State, findings: Findings, pod: Pod, held: Held): void {
  findings.checks.L6++
  if (state.up[held.host] === 0) findings.violate('L6', 'the host is down', pod.name, hostName(state, held))
}

function hostName(state: State, held: Held): string {
  return state.view.hosts[held.host].name
}
