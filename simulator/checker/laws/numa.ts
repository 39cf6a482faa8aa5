import type { PodSize } from '../../../src/model/size.ts'
import { anySet, cpusOn, holdsNew, holdsResized, numaMaskOf } from '../numa.ts'
import type { Ask, Held, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import { areFullCores, threadsOf } from '../shares.ts'
import type { State } from '../state.ts'
import { bitCount } from '../text.ts'

/**
 * L13: one NumaNode under `single`, equal shares of all under `spread`, else no smaller set can hold the pod, at a
 * resize given what it must retain.
 */
export function checkNuma(
  state: State,
  findings: Findings,
  pod: Pod,
  held: Held,
  before: Held | null,
  asked: PodSize,
): void {
  findings.checks.L13++
  if (pod.component.request.numa === 'spread') {
    checkEven(state, findings, pod, held, before)
    return
  }
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
    before === null ? holdsNew(state, ask, host, smaller) : holdsResized(state, pod, before, asked, smaller),
  )
  if (fewer) findings.violate('L13', `spans ${size} NumaNodes where ${size - 1} can hold it`, pod.name, name)
}

/** Shares differ by one unit at most: a Cpu or a full core, a MiB. What a resize leaves as it was may be as found. */
function checkEven(state: State, findings: Findings, pod: Pod, held: Held, before: Held | null): void {
  const { host } = held
  const numas = Array.from({ length: state.view.numaCount[host] }, (_, numa) => numa)
  const inCores = pod.component.request.fullCores === true && areFullCores(state, before ?? held)
  const even = (what: string, parts: readonly number[], unit: number): void => {
    if (Math.max(...parts) - Math.min(...parts) <= unit) return
    const message = `${what} ${parts.join(', ')} on its NumaNodes under policy spread`
    findings.violate('L13', message, pod.name, state.view.hosts[host].name)
  }
  const cpus = numas.map((numa) => cpusOn(state, host, numa, held.cpus))
  if (before === null || before.cpuCount !== held.cpuCount) even('Cpus', cpus, inCores ? threadsOf(state, host) : 1)
  const memory = numas.map((numa) => held.memory[numa])
  if (before === null || before.memoryMib !== held.memoryMib) even('MiB', memory, 1)
}
