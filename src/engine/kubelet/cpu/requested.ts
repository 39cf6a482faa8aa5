import type { KubeletPod } from '../machine.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/policy_static.go, guaranteedCPUs and podGuaranteedCPUs.

/** Exclusive Cpus of a container: its request, if the pod is Guaranteed and it asks for whole Cpus, else 0. */
export function exclusiveCpus(qos: KubeletPod['qos'], cpuMilli: number): number {
  return qos === 'Guaranteed' && cpuMilli % 1000 === 0 ? cpuMilli / 1000 : 0
}

/** A container that runs before the others; a restartable one (a sidecar) goes on running beside them. */
export interface InitContainer {
  readonly cpuMilli: number
  readonly isRestartable: boolean
}

/**
 * Exclusive Cpus that a pod needs at once: those of its containers and sidecars, or more where an init container needs
 * more beside the sidecars that were started before it.
 */
export function exclusiveCpusOfPod(
  qos: KubeletPod['qos'],
  containers: readonly { readonly cpuMilli: number }[],
  initContainers: readonly InitContainer[] = [],
): number {
  let sidecars = 0
  let starting = 0
  for (const { cpuMilli, isRestartable } of initContainers) {
    const cpus = exclusiveCpus(qos, cpuMilli)
    if (isRestartable) sidecars += cpus
    else starting = Math.max(starting, sidecars + cpus)
  }
  let running = sidecars
  for (const { cpuMilli } of containers) running += exclusiveCpus(qos, cpuMilli)
  return Math.max(starting, running)
}
