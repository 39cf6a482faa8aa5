import { z } from 'zod'
import { listOf, object, text, wholeNumber } from '../../parse/kube/leaves.ts'

// The fields of resource.k8s.io/v1 ResourceSlice that an import reads. Devices have a shape of their own: those of
// hosts of one kind are alike word for word, so they are looked through once for all of them.

const mapOf = <T extends z.ZodType>(value: T) => z.record(z.string(), value, { error: 'a map' })

export const sliceShape = object({
  metadata: object({ name: text }),
  spec: object({
    driver: text,
    nodeName: text.nullish(),
    pool: object({ name: text, generation: wholeNumber, resourceSliceCount: wholeNumber }),
    devices: z.unknown(),
  }),
})

export const devicesShape = listOf(
  object({
    name: text,
    attributes: mapOf(object({ string: text.optional(), int: wholeNumber.optional() })).optional(),
    capacity: mapOf(object({ value: text })).optional(),
  }),
)

export type SliceItem = z.output<typeof sliceShape>
