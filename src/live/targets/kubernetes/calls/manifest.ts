import { ANNOTATION_MADE_BY } from '../../../../model/kube/words.ts'
import { withoutAllocation } from '../../../../model/signed-allocation.ts'
import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { KubePod } from '../objects.ts'
import { controllerOf } from '../objects.ts'
import { podToEnd } from './end.ts'
import { outcomeOf } from './outcome.ts'
import { readPod } from './subject.ts'

/**
 * Keeps in the memo what a bare pod is made of, before it is ended: nothing else could make it again. Of a pod with a
 * controller only that is kept. What the pod reads from ConfigMaps and Secrets is in a manifest by name alone.
 */
export async function manifest(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  if (request.dryRun === 'server') return { kind: 'done', detail: 'nothing is kept' }
  const { objectName } = podToEnd(request)
  const read = await readPod(view, objectName, request.signal)
  if (!read.ok) return outcomeOf(read.error, `reading ${objectName}`)
  const pod = read.value
  if (pod === null) {
    // On the way back a pod that is gone was ended by this step, or never came to be.
    if (request.direction === 'back') return { kind: 'done', detail: `${objectName} is not there` }
    const host = request.step.before?.host ?? ''
    return { kind: 'clash', host, reason: `${objectName} was deleted by somebody else` }
  }
  const controller = controllerOf(pod)
  if (controller !== null) return { kind: 'done', memo: { controller } }
  return { kind: 'done', memo: { controller: null, manifest: manifestOf(pod) } }
}

type Loose = Readonly<Record<string, unknown>>

/**
 * A pod as it can be made again: without what the server wrote, the host, the allocation, and containers for debugging,
 * which a server refuses in a pod that is created.
 */
export function manifestOf(pod: KubePod): Loose {
  const { name, namespace, labels, annotations = {} } = pod.metadata
  const { [ANNOTATION_MADE_BY]: _madeBy, ...kept } = withoutAllocation(annotations)
  const {
    nodeName: _nodeName,
    ephemeralContainers: _debugging,
    ...spec
  } = pod.spec as unknown as Record<string, unknown>
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: labels ?? {}, annotations: kept },
    spec: withoutTokenVolume(spec),
  }
}

/** Takes out the volume of the service account's token that admission puts into every pod and will put in again. */
function withoutTokenVolume(spec: Loose): Loose {
  const isToken = (entry: unknown): boolean => {
    return String((entry as { readonly name?: unknown }).name).startsWith('kube-api-access-')
  }
  const containersOf = (key: string): Loose => {
    const containers = spec[key] as readonly { readonly volumeMounts?: readonly unknown[] }[] | undefined
    if (containers === undefined) return {}
    const cleaned = containers.map((container) => {
      const { volumeMounts = [], ...rest } = container
      const mounts = volumeMounts.filter((mount) => !isToken(mount))
      return mounts.length === 0 ? rest : { ...rest, volumeMounts: mounts }
    })
    return { [key]: cleaned }
  }
  const { volumes, ...rest } = spec as { readonly volumes?: readonly unknown[] }
  const kept = (volumes ?? []).filter((volume) => !isToken(volume))
  return {
    ...rest,
    ...(kept.length === 0 ? {} : { volumes: kept }),
    ...containersOf('containers'),
    ...containersOf('initContainers'),
  }
}
