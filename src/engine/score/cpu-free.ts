import { hundredthsOf } from './score-max.ts'

/**
 * Prefers the host with the most room left. After kube-scheduler's LeastAllocated, shared Cpus too. No bound. All in
 * thousandths of a Cpu: free on the host, all it has for pods, what the pod takes.
 */
export function cpuFree(freeMilli: number, allMilli: number, podMilli: number): number {
  return hundredthsOf(freeMilli - podMilli, allMilli)
}
