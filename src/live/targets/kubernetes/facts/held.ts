import { parseCpuList } from '../../../../base/cpu-list.ts'
import type { HoldingWords } from '../../../../model/decision.ts'
import type { Host } from '../../../../model/fleet.ts'

/** Ascending Cpu numbers of a list that was checked when it was read. */
export function cpusOf(text = ''): readonly number[] {
  return parseCpuList(text) ?? []
}

export function countCpus(holding: HoldingWords): number {
  return cpusOf(holding.cpus).length
}

/** A pod and what it holds. */
export interface Holder {
  readonly name: string
  readonly holding: HoldingWords
}

/** Cores of a host without its reserved Cpus, each with its NumaNode; the core with the highest Cpu first. */
export function coresFromTop(host: Host): { readonly numa: number; readonly cpus: readonly number[] }[] {
  const reserved = new Set(cpusOf(host.reservedCpus))
  return host.numaNodes
    .flatMap(({ id, cores }) => cores.map((core) => ({ numa: id, cpus: core.filter((cpu) => !reserved.has(cpu)) })))
    .filter(({ cpus }) => cpus.length > 0)
    .sort((a, b) => b.cpus[b.cpus.length - 1] - a.cpus[a.cpus.length - 1])
}
