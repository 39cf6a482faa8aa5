import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const
const key = scalars.matching(/^[A-Za-z0-9](?:[-_./A-Za-z0-9]{0,251}[A-Za-z0-9])?$/, 'a key such as example.com/batch')
const value = scalars.matching(/^(?:[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$/, 'a value, or nothing')

/** Taints of a host, as `fleet.json` and events have them. */
export const taintList = list(record({ key, value, effect: scalars.word(EFFECTS) }), 0, 32)

/** What a pod tolerates. A key or an effect of '' is every one. */
export const tolerationList = list(
  record({
    key: scalars.matching(/^(?:[A-Za-z0-9](?:[-_./A-Za-z0-9]{0,251}[A-Za-z0-9])?)?$/, "a key, or '' for every one"),
    operator: scalars.word(['Equal', 'Exists']),
    value,
    effect: scalars.word([...EFFECTS, '']),
  }),
  0,
  32,
)
