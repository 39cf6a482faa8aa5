import { z } from 'zod'
import { US_PER_SECOND } from '../../base/units.ts'
import { PULL_SOURCES } from '../delivery.ts'
import { GAMES_MAX, IMAGES_MAX, LAYERS_MAX, PERIODS_MAX } from './limits.ts'
import * as scalars from './scalars.ts'
import type { SizedLeaf } from './scenario-schema.ts'
import { drawn, list, record } from './shapes.ts'

const pull = scalars.word(PULL_SOURCES)
const span = drawn(scalars.duration(0, '0'))

/** `spec.delivery` of a scenario. */
export function deliverySchemaWith(sized: SizedLeaf) {
  return list(
    record({
      name: scalars.name,
      from: sized(scalars.duration(0, '0')),
      decide: span.optional(),
      bind: span.optional(),
      create: span.optional(),
      network: span.optional(),
      start: span.optional(),
      watch: record({ lag: span }).optional(),
      poll: record({
        every: scalars.duration(1000, '1ms'),
        perHost: scalars.duration(0, '0').optional(),
      }).optional(),
      pull: pull.optional(),
    }),
    1,
    PERIODS_MAX,
  )
}

/** `spec.registry` of a scenario. */
export function registrySchemaWith(sized: SizedLeaf) {
  return record({
    pull,
    central: record({ region: scalars.name, uplink: sized(scalars.bytesPerSecond) }),
    regions: list(
      record({
        region: scalars.name,
        link: sized(scalars.bytesPerSecond).optional(),
        mirror: sized(scalars.bytesPerSecond).optional(),
      }),
      0,
      1_000,
    ).optional(),
    host: record({
      down: scalars.bytesPerSecond,
      up: scalars.bytesPerSecond,
      unpack: scalars.bytesPerSecond,
      disk: scalars.imageBytes,
    }),
    images: list(
      record({
        name: scalars.name,
        games: list(scalars.name, 1, GAMES_MAX),
        components: list(scalars.name, 1, 16).optional(),
        layers: list(record({ name: scalars.name, size: scalars.imageBytes }), 1, LAYERS_MAX),
        pushed: sized(scalars.duration(US_PER_SECOND, '1s')).optional(),
        preload: z.boolean({ error: 'true or false' }).optional(),
      }),
      1,
      IMAGES_MAX,
    ),
  })
}

export type DeliverySpec = z.output<ReturnType<typeof deliverySchemaWith>>
export type RegistrySpec = z.output<ReturnType<typeof registrySchemaWith>>
