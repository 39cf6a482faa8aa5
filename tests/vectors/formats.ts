import { orders, takings } from './accumulator-rows.ts'
import { admissions } from './admission-rows.ts'
import type { Format } from './format.ts'
import { hints, podCpus } from './hint-rows.ts'
import { scheduling } from './scheduling-rows.ts'
import { resizes, takes } from './take-rows.ts'

/** Every kind of row. */
export const FORMATS: readonly Format[] = [takes, resizes, orders, takings, hints, podCpus, admissions, scheduling]
