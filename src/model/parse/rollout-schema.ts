import type { z } from 'zod'
import { US_PER_SECOND } from '../../base/units.ts'
import { ROLLOUT_CHANGES, ROLLOUT_MODES } from '../rollout.ts'
import * as scalars from './scalars.ts'
import type { SizedLeaf } from './scenario-schema.ts'
import { drawn, list, record } from './shapes.ts'

const ROLLOUTS_MAX = 100
const PODS_MAX = 1_000_000

/** Rollouts of a scenario. */
export function rolloutSchemaWith(sized: SizedLeaf) {
  const places = list(scalars.name, 1, 100)
  const hold = sized(scalars.duration(0, '0'))
  return list(
    record({
      name: scalars.name,
      game: scalars.name,
      component: scalars.name,
      at: sized(scalars.duration(US_PER_SECOND, '1s')),
      change: scalars.word(ROLLOUT_CHANGES),
      mode: scalars.word(ROLLOUT_MODES),
      image: scalars.name.optional(),
      pull: drawn(scalars.duration(0, '0')).optional(),
      drain: sized(scalars.duration(0, '0')).optional(),
      atOnce: sized(scalars.integer(1, PODS_MAX)).optional(),
      failsPermille: sized(scalars.integer(0, 1000)).optional(),
      canary: record({
        pods: sized(scalars.integer(1, PODS_MAX)),
        regions: places.optional(),
        idcs: places.optional(),
        hold: hold.optional(),
      }).optional(),
      gate: record({
        away: sized(scalars.duration(US_PER_SECOND, '1s')).optional(),
        failuresPermille: sized(scalars.integer(0, 1000)).optional(),
      }).optional(),
      waves: list(
        record({
          name: scalars.name,
          regions: places.optional(),
          idcs: places.optional(),
          percent: sized(scalars.integer(1, 100)).optional(),
          hold: hold.optional(),
        }),
        1,
        100,
      ),
    }),
    0,
    ROLLOUTS_MAX,
  )
}

export type RolloutSpec = z.output<ReturnType<typeof rolloutSchemaWith>>[number]
