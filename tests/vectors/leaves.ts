import { z } from 'zod'
import { parseCpuList } from '../../src/base/cpu-list.ts'
import * as scalars from '../../src/model/parse/scalars.ts'
import { record } from '../../src/model/parse/shapes.ts'

// Parts that rows of several formats have in common.

/** A leaf that `read` turns into a value, or into undefined when it is no such text. */
function leaf<T>(expected: string, read: (text: string) => T | null): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const parsed = typeof value === 'string' ? read(value) : null
    if (parsed !== null) return parsed
    context.issues.push({ code: 'custom', input: value, message: expected })
    return z.NEVER
  }) as unknown as z.ZodType<T>
}

/** Ascending Cpu numbers of a list such as `0-3,8`; '' is none. */
export const cpuList = leaf('an ascending Cpu list such as 0-3,8', parseCpuList)

/** Cpu numbers of a list in any order. */
export const cpuListAnyOrder = leaf('a Cpu list such as 8,0-3', (text) => {
  const parts = text === '' ? [] : text.split(',').map(parseCpuList)
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? [])
})

export const count = scalars.integer(0, 100_000)
export const text = z.string({ error: 'a text' })
export const yesOrNo = z.boolean({ error: 'true or false' })

/** What is switched on for a taking. */
export const takeOptions = record({
  preferAlignByUncoreCache: yesOrNo.optional(),
  distributeCpusAcrossCores: yesOrNo.optional(),
  alignBySocket: yesOrNo.optional(),
})
