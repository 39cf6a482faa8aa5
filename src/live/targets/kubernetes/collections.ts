import type { DescMessage } from '@bufbuild/protobuf'
import { SLICES_API } from '../../../model/kube/resource-slice.ts'
import { readEnveloped } from './api/envelope.ts'
import { MessageError } from './api/read-message.ts'
import type { KubeNode, KubeObject, KubePod, KubeSlice } from './objects.ts'
import * as messages from './proto/kubernetes_pb.ts'

/** One page of a list. */
export interface Page<T> {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
  readonly items: readonly T[]
}

/** Objects of one kind, in all namespaces, and how the server's protobuf of them is read. Both throw a MessageError. */
export interface Collection<T extends KubeObject> {
  /** `/api/v1/pods`. */
  readonly path: string
  readonly readObject: (bytes: Buffer) => T
  readonly readPage: (bytes: Buffer) => Page<T>
}

export const PODS = collectionOf<KubePod>('/api/v1/pods', messages.PodSchema, messages.PodListSchema)
export const NODES = collectionOf<KubeNode>('/api/v1/nodes', messages.NodeSchema, messages.NodeListSchema)
export const SLICES = collectionOf<KubeSlice>(
  `/apis/${SLICES_API}/resourceslices`,
  messages.ResourceSliceSchema,
  messages.ResourceSliceListSchema,
)

/** What every object has, a bookmark too: the server writes both even when nothing is in them. */
type Parts = Partial<KubeObject & { readonly spec: unknown }>

function collectionOf<T extends KubeObject>(path: string, object: DescMessage, list: DescMessage): Collection<T> {
  const whole = (parts: Parts): T => {
    if (parts.metadata !== undefined && parts.spec !== undefined) return parts as T
    throw new MessageError(`a ${object.name} without ${parts.metadata === undefined ? 'metadata' : 'spec'}`)
  }
  return {
    path,
    readObject: (bytes) => whole(readEnveloped<Parts>(object, bytes)),
    readPage(bytes) {
      const { metadata, items } = readEnveloped<Partial<Page<Parts>>>(list, bytes)
      if (metadata?.resourceVersion === undefined) throw new MessageError(`a ${list.name} without its version`)
      return { metadata, items: (items ?? []).map(whole) }
    },
  }
}
