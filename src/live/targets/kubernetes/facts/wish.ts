import type { z } from 'zod'
import type { Fault } from '../../../../base/result.ts'
import { CPUS_MAX } from '../../../../model/fleet.ts'
import {
  ANNOTATION_CAUSE,
  ANNOTATION_GROUP,
  ANNOTATION_RELEASE_CAUSE,
  ANNOTATION_RESIZE,
} from '../../../../model/kube/words.ts'
import { releaseCause, requestCause, resizeCause } from '../../../../model/parse/event.ts'
import { faultsOfIssues, joinPath, shortened } from '../../../../model/parse/faults.ts'
import { AMOUNT_MAX } from '../../../../model/parse/limits.ts'
import * as scalars from '../../../../model/parse/scalars.ts'
import { record } from '../../../../model/parse/shapes.ts'
import type { PodWish } from '../../../../model/snapshot.ts'

const GROUP_PODS_MAX = 1_000

const resizeWish = record({
  id: scalars.text(200),
  cpus: scalars.integer(1, CPUS_MAX),
  memoryMib: scalars.integer(1, AMOUNT_MAX),
  cause: resizeCause,
})

const groupWish = record({ name: scalars.name, pods: scalars.integer(1, GROUP_PODS_MAX) })

/** What a pod's annotations say its owner wants of a session; null when nothing. A wish with faults is passed over. */
export function wishOf(
  annotations: Readonly<Record<string, string>>,
  namespace: string,
  path: string,
): { readonly wish: PodWish | null; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const read = <T>(key: string, schema: z.ZodType<T>, readText: (text: string) => unknown): T | undefined => {
    const text = annotations[key]
    if (text === undefined) return undefined
    const value = readText(text)
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    const found = faultsOfIssues(parsed.error.issues, value)
    faults.push(...found.map((fault) => ({ ...fault, path: joinPath(`${path}.${key}`, fault.path) })))
    return undefined
  }
  const cause = read(ANNOTATION_CAUSE, requestCause, (text) => text)
  const group = read(ANNOTATION_GROUP, groupWish, jsonOf)
  const resize = read(ANNOTATION_RESIZE, resizeWish, jsonOf)
  const release = read(ANNOTATION_RELEASE_CAUSE, releaseCause, (text) => text)
  const wish: PodWish = {
    ...(cause === undefined ? {} : { cause }),
    ...(group === undefined ? {} : { group: { ...group, name: `${namespace}/${group.name}` } }),
    ...(resize === undefined ? {} : { resize }),
    ...(release === undefined ? {} : { releaseCause: release }),
  }
  return { wish: Object.keys(wish).length === 0 ? null : wish, faults }
}

/** The value of a JSON text; a text that is none is a fault of the schema then. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return shortened(text)
  }
}
