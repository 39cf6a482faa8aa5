import type { Held, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import { areFullCores } from '../shares.ts'
import type { State } from '../state.ts'
import { cpusOf } from '../text.ts'

/** L1 of what others use: the Cpus exist on the host, are not reserved, and no pod holds one. */
export function checkForeignCpus(state: State, findings: Findings, host: number, cpus: Int32Array): void {
  findings.checks.L1++
  const { words } = state.view
  const before = state.foreign.get(host)?.cpus
  let wrong = 0
  for (let w = 0; w < words; w++) wrong |= cpus[w] & ~(state.freeCpus[host * words + w] | (before?.[w] ?? 0))
  if (wrong !== 0) nameHolders(state, findings, cpus, host, null)
}

/** L1: the Cpus exist on the host, are not reserved, and nobody else holds one. before: what a resize starts from. */
export function checkCpus(state: State, findings: Findings, pod: Pod, held: Held, before: Held | null): void {
  findings.checks.L1++
  const { words } = state.view
  let wrong = 0
  for (let w = 0; w < words; w++) {
    const free = state.freeCpus[held.host * words + w] | (before === null ? 0 : before.cpus[w])
    wrong |= held.cpus[w] & ~free
  }
  if (wrong !== 0) nameHolders(state, findings, held.cpus, held.host, pod)
}

/**
 * L1: a pod of full cores has them with all their threads, so that no other pod runs on a sibling. A resize keeps what
 * was so; a pod that was found to hold parts of cores may go on.
 */
export function checkFullCores(state: State, findings: Findings, pod: Pod, held: Held, before: Held | null): void {
  // Stock Kubernetes gives full cores to all pods of a host or to none.
  if (findings.baseline !== null || pod.component.request.fullCores !== true || areFullCores(state, held)) return
  if (before !== null && !areFullCores(state, before)) return
  findings.violate('L1', `${held.cpusText} are not full cores`, pod.name, state.view.hosts[held.host].name)
}

/** Says of Cpus that may not be held why not. pod: who would hold them, null for others than Berth. */
function nameHolders(state: State, findings: Findings, cpus: Int32Array, index: number, pod: Pod | null): void {
  const { words, existing, usable } = state.view
  const host = state.view.hosts[index].name
  const outside = (set: Int32Array): number[] => cpusOf(cpus.map((bits, w) => bits & ~set[index * words + w]))
  const broken = (set: readonly number[], what: string): void => {
    if (set.length > 0) findings.violate('L1', `Cpu ${set.join(', ')} ${what}`, pod?.name, host)
  }
  const missing = outside(existing)
  const reserved = outside(usable).filter((cpu) => !missing.includes(cpu))
  broken(missing, 'does not exist on the host')
  broken(reserved, 'is reserved for the system')
  const foreign = pod === null ? undefined : state.foreign.get(index)
  if (foreign !== undefined) broken(cpusOf(cpus.map((bits, w) => bits & foreign.cpus[w])), 'is used by others')
  for (const other of state.podsOnHost[index]) {
    if (other === pod || other.held === null) continue
    const theirs = other.held.cpus
    broken(cpusOf(cpus.map((bits, w) => bits & theirs[w])), `is held by ${other.name}`)
  }
}
