import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../lab/cluster.ts'
import { labNodes } from '../lab/nodes.ts'
import { PODS } from './stage.ts'

const MERGE = 'application/merge-patch+json'
const READY = { conditions: [{ type: 'Ready', status: 'True' }] }

/** Nodes of the lab, with their slices, whose kubelets say that they are well, without KWOK. */
export function readyNodes(count: number): ReturnType<typeof labNodes> {
  return labNodes(count).map((object) => {
    return object.kind === 'Node' ? { ...object, status: { ...(object['status'] as object), ...READY } } : object
  })
}

/**
 * Runs and ends pods as kubelets do, by uid. KWOK ends them by name, late and more than once when the machine is busy,
 * and so takes away the pod that was made again.
 */
export function startKubelets(cluster: Cluster): { stop(): Promise<void> } {
  let goesOn = true
  const work = async (): Promise<void> => {
    while (goesOn) {
      const { items } = await cluster.ask('GET', PODS)
      for (const { metadata, spec, status } of items) {
        const { name, uid } = metadata
        if (metadata.deletionTimestamp !== undefined) {
          await cluster.request('DELETE', `${PODS}/${name}`, { gracePeriodSeconds: 0, preconditions: { uid } })
        } else if (spec.nodeName !== undefined && status?.phase !== 'Running') {
          const running = { metadata: { uid }, status: { phase: 'Running', ...READY } }
          await cluster.request('PATCH', `${PODS}/${name}/status`, running, MERGE)
        }
      }
      await sleep(100)
    }
  }
  const ended = work()
  return {
    stop() {
      goesOn = false
      return ended
    },
  }
}
