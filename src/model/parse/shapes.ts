import { z } from 'zod'
import * as scalars from './scalars.ts'

export const API_VERSION = 'berth.dev/v1alpha1'

/** A map with exactly these keys. The message for an unknown one lists them, for `faultsOfIssues` to compare with. */
export function record<S extends z.core.$ZodLooseShape>(shape: S) {
  const keys = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? keys.join(' ') : `a map with ${keys.join(', ')}`),
  })
}

/** A list of lengthMin to lengthMax items. */
export function list<T extends z.ZodType>(item: T, lengthMin: number, lengthMax: number) {
  const expected = lengthMin === lengthMax ? `a list of ${lengthMin}` : `a list of ${lengthMin} to ${lengthMax}`
  return z.array(item, { error: expected }).min(lengthMin, { error: expected }).max(lengthMax, { error: expected })
}

/** A map from names of one kind to values of another. */
export function mapOf<T extends z.ZodType>(key: string, value: T) {
  return z.record(z.string(), value, { error: `a map from ${key}` })
}

/** The frame every document shares. */
export function documentOf<K extends string, S extends z.ZodType>(kind: K, spec: S) {
  return record({
    apiVersion: scalars.word([API_VERSION]),
    kind: scalars.word([kind]),
    metadata: record({ name: scalars.name, title: scalars.text(200).optional() }),
    spec,
  })
}

/** One value, or a pair [low, high] to draw from. */
export function drawn(item: z.ZodType<number>): z.ZodType<readonly [number, number]> {
  const { description, ...json } = item.meta() ?? {}
  return z
    .unknown()
    .transform((value, context): readonly [number, number] => {
      const ends = Array.isArray(value) ? value : [value, value]
      const low = item.safeParse(ends[0])
      const high = item.safeParse(ends[1])
      if (ends.length === 2 && low.success && high.success && low.data <= high.data) return [low.data, high.data]
      const isOrder = ends.length === 2 && low.success && high.success
      const message = isOrder ? '[low, high] with low not above high' : `${description}, or [low, high] of such`
      context.issues.push({ code: 'custom', input: value, message })
      return z.NEVER
    })
    .meta({
      anyOf: [json, { type: 'array', items: json, minItems: 2, maxItems: 2 }],
      description: `${description}, or [low, high] to draw from`,
    }) as unknown as z.ZodType<readonly [number, number]>
}
