import type { Target } from '../target.ts'
import { ApiClient } from './api/api-client.ts'
import { openConnection } from './api/connection.ts'
import { KubernetesTarget, type KubernetesTargetOptions } from './kubernetes-target.ts'

export interface OpenOptions extends KubernetesTargetOptions {
  /** Path of a kubeconfig; else $KUBECONFIG, ~/.kube/config, or the service account of the pod this runs in. */
  readonly kubeconfig?: string
  /** One of its contexts instead of its current one. */
  readonly context?: string
  /** A request without an answer for so long counts as not answered; 30 s unless told. */
  readonly deadlineMs?: number
}

/** A cluster as a target. Nothing is asked of it yet. Throws KubeConfigError. */
export async function openKubernetesTarget(options: OpenOptions): Promise<Target> {
  const connection = await openConnection(options)
  const ref = { kind: 'kubernetes', name: connection.cluster } as const
  return new KubernetesTarget(new ApiClient(connection, options.deadlineMs), ref, options)
}
