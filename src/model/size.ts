import { parseCpuList } from '../base/cpu-list.ts'
import { sumOf } from '../base/sum.ts'
import type { HoldingWords } from './decision.ts'

/** The part of a request that may change while the pod runs (S11). Integers ≥ 0; some Cpu is asked for. */
export interface PodSize {
  /** Exclusive Cpus. */
  readonly cpus: number
  /** Of the Cpus that no pod has for itself, thousandths of one. */
  readonly cpuMilli: number
  readonly memoryMib: number
}

/** The size of a holding in words. */
export function sizeOfWords({ cpus = '', cpuMilli = 0, memoryMib }: HoldingWords): PodSize {
  return { cpus: parseCpuList(cpus)?.length ?? 0, cpuMilli, memoryMib: sumOf(Object.values(memoryMib)) }
}

/** The size that an event asks for. */
export function sizeOf(words: { cpus: number; cpuMilli?: number; memoryMib: number }): PodSize {
  const { cpus, cpuMilli = 0, memoryMib } = words
  return { cpus, cpuMilli, memoryMib }
}

/** Whether two sizes are equal. */
export function isSameSize(a: PodSize, b: PodSize): boolean {
  return a.cpus === b.cpus && a.cpuMilli === b.cpuMilli && a.memoryMib === b.memoryMib
}

/** The words of a size in an event: what is not asked for is left out. */
export function wordsOfSize({ cpus, cpuMilli, memoryMib }: PodSize): Parameters<typeof sizeOf>[0] {
  return cpuMilli === 0 ? { cpus, memoryMib } : { cpus, cpuMilli, memoryMib }
}

/** All Cpus of a size in thousandths. */
export function milliOf({ cpus, cpuMilli }: Pick<PodSize, 'cpus' | 'cpuMilli'>): number {
  return 1000 * cpus + cpuMilli
}
