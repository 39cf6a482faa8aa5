import type { z } from 'zod'
import { US_PER_DAY, US_PER_SECOND } from '../../base/units.ts'
import { SURVIVED_DOMAINS } from '../fault.ts'
import type { Goal } from '../scenario.ts'
import type { FaultList } from './faults.ts'
import { HOSTS_MAX } from './limits.ts'
import * as scalars from './scalars.ts'
import type { SizedLeaf } from './scenario-schema.ts'
import { list, record } from './shapes.ts'

const COST_MAX = 1_000_000_000
const CHANGES_MAX = 1_000
/** Lost at once; each set of so many domains is a case of its own. */
const LOSSES_MAX = 3

/** Seeds that must keep a goal when none are said, and how long a loss to survive lasts. */
const SEEDS_PERCENT = 90
const LOSS_DOWN_US = US_PER_DAY

/** What a fleet is planned for. */
export function goalSchemaWith(sized: SizedLeaf) {
  return record({
    refusedPermille: sized(scalars.number(0, 1000)).optional(),
    degradedPermille: sized(scalars.number(0, 1000)).optional(),
    readyWaitP99: sized(scalars.duration(0, '0')).optional(),
    seedsPercent: sized(scalars.integer(1, 100)).optional(),
    lossesToSurvive: record({
      domain: sized(scalars.word(SURVIVED_DOMAINS)),
      count: sized(scalars.integer(0, LOSSES_MAX)),
      down: sized(scalars.duration(US_PER_SECOND, '1s')).optional(),
    }).optional(),
  })
}

/** How a host group changes in the course of a scenario, and what a buyer knows of it. */
export function groupChangesWith(sized: SizedLeaf) {
  const changes = list(record({ at: scalars.duration(0, '0'), count: scalars.integer(0, HOSTS_MAX) }), 0, CHANGES_MAX)
  return {
    arrivals: sized(changes).optional(),
    departures: sized(changes).optional(),
    monthlyCost: sized(scalars.number(0, COST_MAX)).optional(),
    leadTime: sized(scalars.duration(0, '0')).optional(),
  }
}

type GoalSpec = z.output<ReturnType<typeof goalSchemaWith>>

/** A goal as a scenario has it; losses to survive are left out when there are none. */
export function goalOf(spec: GoalSpec): Goal {
  const { refusedPermille, degradedPermille, readyWaitP99, seedsPercent, lossesToSurvive: losses } = spec
  return {
    ...(refusedPermille === undefined ? {} : { refusedPermille }),
    ...(degradedPermille === undefined ? {} : { degradedPermille }),
    ...(readyWaitP99 === undefined ? {} : { readyWaitUsP99: readyWaitP99 }),
    seedsPercent: seedsPercent ?? SEEDS_PERCENT,
    ...(losses === undefined || losses.count === 0
      ? {}
      : { lossesToSurvive: { domain: losses.domain, count: losses.count, downUs: losses.down ?? LOSS_DOWN_US } }),
  }
}

/** A goal must bound something. */
export function checkGoal(goal: GoalSpec | undefined, faults: FaultList): void {
  if (goal === undefined) return
  const { seedsPercent: _, lossesToSurvive: __, ...bounds } = goal
  if (Object.values(bounds).some((bound) => bound !== undefined)) return
  faults.add('spec.goal', 'no bound', 'at least one of refusedPermille, degradedPermille, readyWaitP99')
}
