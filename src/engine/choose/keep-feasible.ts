import { passesCpus } from '../filter/cpus.ts'
import { passesDisk } from '../filter/disk.ts'
import { passesGpu } from '../filter/gpu.ts'
import { passesHostRule } from '../filter/host-rule.ts'
import { passesHostUp } from '../filter/host-up.ts'
import { passesIp } from '../filter/ip.ts'
import { passesMemory } from '../filter/memory.ts'
import { passesNic } from '../filter/nic.ts'
import { passesTaints } from '../filter/taints.ts'
import { passesVf } from '../filter/vf.ts'
import { passesVolume } from '../filter/volume.ts'
import { passesWhere } from '../filter/where.ts'
import type { PodClass } from '../pod-class.ts'
import type { OwnPlugs } from '../policy/own-profile.ts'
import type { HostTable } from '../state/host-table.ts'
import { chooseNumaNodes } from './numa.ts'
import type { ScoreBatch } from './score-batch.ts'

/**
 * Keeps the hosts of a batch that pass every filter and can hold the pod on some NumaNodes, in their order, and notes
 * those NumaNodes. The filters are called by name, the most telling first, so that the compiler can inline them; a
 * property holds the result to FILTERS.
 */
export function keepFeasible(hosts: HostTable, klass: PodClass, batch: ScoreBatch): void {
  let kept = 0
  for (let i = 0; i < batch.count; i++) {
    const host = batch.hosts[i]
    if (!passesAll(hosts, host, klass)) continue
    const numaMask = chooseNumaNodes(hosts, host, klass)
    if (numaMask === 0) continue
    batch.hosts[kept] = host
    batch.numaMasks[kept++] = numaMask
  }
  batch.count = kept
  if (klass.own !== null) keepOwn(hosts, klass, klass.own, batch)
}

/** Keeps those that the filters of its policy pass; apart, so that the loop over all hosts stays as small as it was. */
function keepOwn(hosts: HostTable, klass: PodClass, own: OwnPlugs, batch: ScoreBatch): void {
  let kept = 0
  for (let i = 0; i < batch.count; i++) {
    if (!own.passes(hosts, batch.hosts[i], klass)) continue
    batch.hosts[kept] = batch.hosts[i]
    batch.numaMasks[kept++] = batch.numaMasks[i]
  }
  batch.count = kept
}

function passesAll(hosts: HostTable, host: number, klass: PodClass): boolean {
  return (
    passesCpus(hosts, host, klass) &&
    passesMemory(hosts, host, klass) &&
    passesVf(hosts, host, klass) &&
    passesHostUp(hosts, host) &&
    passesIp(hosts, host, klass) &&
    passesWhere(hosts, host, klass) &&
    passesTaints(hosts, host, klass) &&
    passesHostRule(hosts, host, klass) &&
    passesDisk(hosts, host, klass) &&
    passesGpu(hosts, host, klass) &&
    passesNic(hosts, host, klass) &&
    passesVolume(hosts, host, klass)
  )
}
