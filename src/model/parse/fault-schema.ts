import type { z } from 'zod'
import { US_PER_SECOND } from '../../base/units.ts'
import { LOST_DOMAINS, SURVIVED_DOMAINS } from '../fault.ts'
import * as scalars from './scalars.ts'
import type { SizedLeaf } from './scenario-schema.ts'
import { drawn, list, record } from './shapes.ts'

const FAULTS_MAX = 100_000

/** What a scenario says of hosts and domains that are lost: listed, of a log, and by rate. */
export function faultShapeWith(sized: SizedLeaf) {
  const down = scalars.duration(US_PER_SECOND, '1s')
  return {
    hostFaults: list(
      record({ at: sized(scalars.duration(0, '0')), host: scalars.name, down: sized(down) }),
      0,
      FAULTS_MAX,
    ).optional(),
    domainFaults: list(
      record({
        at: sized(scalars.duration(0, '0')),
        domain: scalars.word(LOST_DOMAINS),
        name: scalars.name,
        down: sized(down),
      }),
      0,
      FAULTS_MAX,
    ).optional(),
    losses: list(
      record({
        at: sized(scalars.duration(0, '0')),
        domain: scalars.word(SURVIVED_DOMAINS),
        name: scalars.name,
        down: sized(down),
      }),
      0,
      FAULTS_MAX,
    ).optional(),
    lossLog: record({ file: scalars.fileName, start: scalars.date.optional() }).optional(),
    hostLossRate: record({ perHostYear: sized(scalars.number(0, 1_000)), down: drawn(down) }).optional(),
    domainLossRates: list(
      record({ domain: scalars.word(LOST_DOMAINS), perYear: sized(scalars.number(0, 1_000)), down: drawn(down) }),
      0,
      LOST_DOMAINS.length,
    ).optional(),
    recovery: record({
      detect: drawn(scalars.duration(0, '0')).optional(),
      nameLag: drawn(scalars.duration(0, '0')).optional(),
      reconnect: record({
        promptPermille: sized(scalars.integer(0, 1000)).optional(),
        prompt: sized(scalars.duration(US_PER_SECOND, '1s')).optional(),
        rest: sized(scalars.duration(US_PER_SECOND, '1s')).optional(),
      }).optional(),
    }).optional(),
  }
}

type FaultShape = ReturnType<typeof faultShapeWith>
export type FaultSpec = { readonly [Key in keyof FaultShape]?: z.output<FaultShape[Key]> }
