import { parseCpuList } from '../../../base/cpu-list.ts'
import { byCodeUnit } from '../../../base/order.ts'
import type { HoldingWords } from '../../../model/decision.ts'
import type { Plan, PlanStep } from '../../../model/plan.ts'
import { sizeOfWords } from '../../../model/size.ts'

/** How much a plan touches. */
export interface BlastRadius {
  readonly hosts: readonly string[]
  readonly podCount: number
  /** Pods that stop and start again elsewhere. */
  readonly restartCount: number
  /** Pods that end. */
  readonly endCount: number
  readonly cpusGained: number
  readonly cpusFreed: number
  readonly irreversible: readonly PlanStep[]
}

export function blastRadius(plan: Plan): BlastRadius {
  const { steps, cordon } = plan.spec
  const hosts = new Set(cordon)
  let cpusGained = 0
  let cpusFreed = 0
  for (const { before, after } of steps) {
    for (const holding of [before, after]) if (holding !== null) hosts.add(holding.host)
    const { gained, freed } = cpuChange(before, after)
    cpusGained += gained
    cpusFreed += freed
  }
  return {
    hosts: [...hosts].sort(byCodeUnit),
    podCount: new Set(steps.map((step) => step.pod)).size,
    restartCount: steps.filter((step) => step.kind === 'migrate').length,
    endCount: steps.filter((step) => step.kind === 'release').length,
    cpusGained,
    cpusFreed,
    irreversible: steps.filter((step) => step.irreversible !== null),
  }
}

/** Cpus that a step takes and gives back; on another host every Cpu is another one. */
export function cpuChange(before: HoldingWords | null, after: HoldingWords | null): { gained: number; freed: number } {
  const had = cpuCount(before)
  const has = cpuCount(after)
  if (before === null || after === null || before.host !== after.host) return { gained: has, freed: had }
  const kept = new Set(parseCpuList(before.cpus ?? ''))
  const gained = (parseCpuList(after.cpus ?? '') ?? []).filter((cpu) => !kept.has(cpu)).length
  return { gained, freed: had - (has - gained) }
}

export function cpuCount(holding: HoldingWords | null): number {
  return holding === null ? 0 : sizeOfWords(holding).cpus
}

export function memoryMibOf(holding: HoldingWords | null): number {
  return holding === null ? 0 : Object.values(holding.memoryMib).reduce((sum, mib) => sum + mib, 0)
}
