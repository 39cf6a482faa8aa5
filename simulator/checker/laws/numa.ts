import { anySet, holdsNew, holdsResized, numaMaskOf } from '../numa.ts'
import type { Ask, Held, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'
import { bitCount } from '../text.ts'

/** L13: one NumaNode under `single`, else no smaller set can hold the pod, at a resize given what it must retain. */
export function checkNuma(
  state: State,
  findings: Findings,
  pod: Pod,
  held: Held,
  before: Held | null,
  cpus: number,
  memoryMib: number,
): void {
  findings.checks.L13++
  const mask = numaMaskOf(state, held)
  const size = bitCount(mask)
  if (size <= 1) return
  const { host } = held
  const name = state.view.hosts[host].name
  if (pod.component.request.numa === 'single') {
    findings.violate('L13', `spans ${size} NumaNodes under policy single`, pod.name, name)
    return
  }
  const ask: Ask = pod
  const fewer = anySet(state, host, size - 1, (smaller) =>
    before === null ? holdsNew(state, ask, host, smaller) : holdsResized(state, before, cpus, memoryMib, smaller),
  )
  if (fewer) findings.violate('L13', `spans ${size} NumaNodes where ${size - 1} can hold it`, pod.name, name)
}
