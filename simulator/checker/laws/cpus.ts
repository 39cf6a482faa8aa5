import type { Held, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'
import { cpusOf } from '../text.ts'

/** L1: the Cpus exist on the host, are not reserved, and nobody else holds one. before: what a resize starts from. */
export function checkCpus(state: State, findings: Findings, pod: Pod, held: Held, before: Held | null): void {
  findings.checks.L1++
  const { words, existing, usable } = state.view
  let wrong = 0
  for (let w = 0; w < words; w++) {
    const free = state.freeCpus[held.host * words + w] | (before === null ? 0 : before.cpus[w])
    wrong |= held.cpus[w] & ~free
  }
  if (wrong === 0) return
  const host = state.view.hosts[held.host].name
  const outside = (set: Int32Array): number[] => {
    return cpusOf(held.cpus.map((bits, w) => bits & ~set[held.host * words + w]))
  }
  const missing = outside(existing)
  const reserved = outside(usable).filter((cpu) => !missing.includes(cpu))
  if (missing.length > 0) findings.violate('L1', `Cpu ${missing.join(', ')} does not exist on the host`, pod.name, host)
  if (reserved.length > 0)
    findings.violate('L1', `Cpu ${reserved.join(', ')} is reserved for the system`, pod.name, host)
  for (const other of state.podsOnHost[held.host]) {
    if (other === pod || other.held === null) continue
    const theirs = other.held.cpus
    const shared = cpusOf(held.cpus.map((bits, w) => bits & theirs[w]))
    if (shared.length > 0) findings.violate('L1', `Cpu ${shared.join(', ')} is held by ${other.name}`, pod.name, host)
  }
}
