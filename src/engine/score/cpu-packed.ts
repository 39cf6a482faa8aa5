import { hundredthsOf } from './score-max.ts'

/**
 * Prefers the host with the least room left. After kube-scheduler's MostAllocated, shared Cpus too. No bound. All in
 * thousandths of a Cpu: free on the host, all it has for pods, what the pod takes.
 */
export function cpuPacked(freeMilli: number, allMilli: number, podMilli: number): number {
  return hundredthsOf(allMilli - freeMilli + podMilli, allMilli)
}
