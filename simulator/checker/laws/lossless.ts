import type { ResizeLine } from '../../../src/model/decision.ts'
import type { Held, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'

/**
 * L10: a resize keeps host, VF, disk and volume, grows to a superset and shrinks to a subset, in Cpus and MiB per
 * NumaNode.
 */
export function checkLossless(
  state: State,
  findings: Findings,
  pod: Pod,
  line: ResizeLine,
  held: Held,
  before: Held,
): void {
  findings.checks.L10++
  const host = state.view.hosts[before.host].name
  const broken = (message: string): void => findings.violate('L10', message, pod.name, host)
  if (held.host !== before.host) {
    broken(`the host changed from ${host} to ${line.host}`)
    return
  }
  const keep = (what: string, now: unknown, was: unknown): void => {
    if (now !== was) broken(`${what} changed from ${was} to ${now}`)
  }
  keep('vf', held.vfText, before.vfText)
  keep('gpus', held.gpus.join(','), before.gpus.join(','))
  keep('nic', held.nic, before.nic)
  keep('nicMbps', held.nicMbps, before.nicMbps)
  keep('nicKpps', held.nicKpps, before.nicKpps)
  keep('disk', held.disk, before.disk)
  keep('diskMib', held.diskMib, before.diskMib)
  keep('ioKibps', held.ioKibps, before.ioKibps)
  keep('volume', held.volume?.name, before.volume?.name)
  keep('volumeMib', held.volume?.mib, before.volume?.mib)
  let gained = 0
  let lost = 0
  for (let w = 0; w < state.view.words; w++) {
    gained |= held.cpus[w] & ~before.cpus[w]
    lost |= before.cpus[w] & ~held.cpus[w]
  }
  if (held.cpuCount >= before.cpuCount && lost !== 0)
    broken(`cpus ${held.cpusText} is no superset of ${before.cpusText}`)
  if (held.cpuCount <= before.cpuCount && gained !== 0)
    broken(`cpus ${held.cpusText} is no subset of ${before.cpusText}`)
  for (let n = 0; n < state.view.numaCount[before.host]; n++) {
    const change = held.memory[n] - before.memory[n]
    if (held.memoryMib >= before.memoryMib && change < 0)
      broken(`memory on NumaNode ${n} falls though the total does not`)
    if (held.memoryMib < before.memoryMib && change > 0) broken(`memory on NumaNode ${n} rises though the total falls`)
  }
}
