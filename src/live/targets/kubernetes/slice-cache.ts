import { DRIVER, type PoolSlice } from '../../../model/kube/resource-slice.ts'
import type { ApiClient } from './api/api-client.ts'
import type { ApiResult } from './api/api-error.ts'
import { listAll } from './api/api-list.ts'
import { SLICES } from './collections.ts'
import type { KubeSlice } from './objects.ts'
import type { ReflectorSink } from './reflector.ts'

/** The server looks through the slices of other drivers, not we. */
export const SLICES_QUERY = { fieldSelector: `spec.driver=${DRIVER}` }

/** A slice as the cache keeps it. */
export interface KeptSlice extends PoolSlice {
  /** Tells one state of one object from all others. */
  readonly version: string
}

/** The slices of Nodes, by Node. */
export interface SlicesByNode {
  of(node: string): readonly KeptSlice[]
}

const NONE: readonly KeptSlice[] = []

/** All slices of the driver as a watch shows them, or a list did. */
export class SliceCache implements ReflectorSink<KubeSlice>, SlicesByNode {
  readonly #byNode = new Map<string, readonly KeptSlice[]>()
  readonly #changed: (node: string) => void
  #isFilled = false

  /** changed: told of each Node whose slices came, changed or went. */
  constructor(changed: (node: string) => void) {
    this.#changed = changed
  }

  /** Whether there was a list yet. */
  get isFilled(): boolean {
    return this.#isFilled
  }

  /** The same list until one of them changes. */
  of(node: string): readonly KeptSlice[] {
    return this.#byNode.get(node) ?? NONE
  }

  replace(slices: readonly KubeSlice[]): void {
    this.#isFilled = true
    const before = [...this.#byNode.keys()]
    this.#byNode.clear()
    for (const slice of slices) this.#put(slice, true)
    for (const node of new Set([...before, ...this.#byNode.keys()])) this.#changed(node)
  }

  set(slice: KubeSlice): void {
    this.#put(slice, true)
    if (slice.spec.nodeName !== undefined) this.#changed(slice.spec.nodeName)
  }

  remove(slice: KubeSlice): void {
    this.#put(slice, false)
    if (slice.spec.nodeName !== undefined) this.#changed(slice.spec.nodeName)
  }

  /** Takes the slice in, or only out. One of another driver, or of a pool not the Node's own, is nothing here. */
  #put({ metadata, spec }: KubeSlice, isThere: boolean): void {
    const { driver, nodeName, pool } = spec
    if (driver !== DRIVER || nodeName === undefined || pool.name !== nodeName) return
    const { name, uid, resourceVersion } = metadata
    const others = this.of(nodeName).filter((slice) => slice.name !== name)
    const kept = {
      name,
      version: `${uid}/${resourceVersion}`,
      generation: pool.generation,
      sliceCount: pool.resourceSliceCount,
      devices: JSON.stringify(spec.devices ?? []),
    }
    const all = isThere ? [...others, kept] : others
    if (all.length > 0) this.#byNode.set(nodeName, all)
    else this.#byNode.delete(nodeName)
  }
}

/** Asks for all slices as they are now. */
export async function listSlices(client: ApiClient, signal: AbortSignal): Promise<ApiResult<SlicesByNode>> {
  const listed = await listAll(client, SLICES, SLICES_QUERY, signal)
  if (!listed.ok) return listed
  const slices = new SliceCache(() => undefined)
  slices.replace(listed.value.items)
  return { ok: true, value: slices }
}
