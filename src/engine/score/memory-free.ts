import { SCORE_MAX } from './score-max.ts'

/**
 * Prefers the host with the most memory left, so that neither Cpus nor memory are stranded alone. MiB free on the host,
 * all it has for pods (0 of a host without memory: it scores 0), what the pod takes.
 */
export function memoryFree(freeMib: number, allMib: number, podMib: number): number {
  return ((SCORE_MAX * (freeMib - podMib)) / allMib) | 0
}
