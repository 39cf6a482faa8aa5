import type { z } from 'zod'
import { US_PER_SECOND } from '../../base/units.ts'
import { AFTER_GRACE } from '../maintenance.ts'
import { HOSTS_MAX } from './limits.ts'
import * as scalars from './scalars.ts'
import type { SizedLeaf } from './scenario-schema.ts'
import { drawn, list, record } from './shapes.ts'

const WINDOWS_MAX = 100

/** Maintenance windows of a scenario. */
export function maintenanceSchemaWith(sized: SizedLeaf) {
  const names = list(scalars.name, 1, 1_000)
  return list(
    record({
      name: scalars.name,
      at: sized(scalars.duration(US_PER_SECOND, '1s')),
      until: sized(scalars.duration(US_PER_SECOND, '1s')).optional(),
      where: record({
        regions: names.optional(),
        idcs: names.optional(),
        modules: names.optional(),
        racks: names.optional(),
        hosts: names.optional(),
        topologies: names.optional(),
      }).optional(),
      atOnce: sized(scalars.integer(1, HOSTS_MAX)).optional(),
      percent: sized(scalars.integer(1, 100)).optional(),
      work: sized(drawn(scalars.duration(US_PER_SECOND, '1s'))),
      grace: sized(scalars.duration(0, '0')),
      afterGrace: scalars.word(AFTER_GRACE),
      discard: names.optional(),
    }),
    0,
    WINDOWS_MAX,
  )
}

export type MaintenanceSpec = z.output<ReturnType<typeof maintenanceSchemaWith>>[number]
