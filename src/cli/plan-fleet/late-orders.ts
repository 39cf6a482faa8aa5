import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import { MONTH_US } from '../../../simulator/record/months.ts'
import type { LateOrder, LateOrders, LossCase } from '../../model/fleet-plan.ts'
import type { BuyersGroup } from './buyers-groups.ts'
import type { JudgedLoss } from './find-fleet.ts'
import { type FleetTasks, judgeCase, missesOf } from './goal-misses.ts'
import { changesOf, comesUs, type OrderedNow } from './level-settings.ts'
import { strikesOf } from './plan-job.ts'

/** Hosts of a plan that come too late even when they are ordered as the scenario begins. In the order of the groups. */
export function lateOrdersOf(
  groups: readonly BuyersGroup[],
  levels: Levels,
  ordered: OrderedNow,
): readonly LateOrder[] {
  return groups.flatMap(({ name, present }, g) =>
    changesOf(present, levels[g]).flatMap(({ month, by }): LateOrder[] => {
      const [plannedUs, atUs] = [month * MONTH_US, comesUs(month, g, ordered)]
      return by <= 0 || atUs === plannedUs ? [] : [{ group: name, count: by, plannedUs, comesUs: atUs }]
    }),
  )
}

/**
 * How a plan does whose late hosts come when they can: with nothing lost under all seeds, and where that keeps the
 * goal with the losses that told most. Null when interrupted.
 */
export async function judgeLate(
  orders: readonly LateOrder[],
  fleet: FleetTasks,
  losses: readonly LossCase[],
): Promise<LateOrders | null> {
  const cases: JudgedLoss[] = []
  for (const loss of [null, ...losses]) {
    const judged = await judgeCase(fleet, loss, loss === null)
    if (judged === null) return null
    const tasks = fleet.seeds.slice(0, judged.ran).map((seed) => fleet.taskOf(seed, loss))
    cases.push({ loss, judged, strikes: strikesOf(tasks) })
    if (judged.missed.length > fleet.seeds.length - fleet.needed) break
  }
  const misses = await missesOf(fleet, cases)
  if (misses === null) return null
  const told = cases.map(({ loss, strikes, judged: { kept, ran } }) => {
    return { loss, strikes, kept, ran, needed: fleet.needed }
  })
  return { orders, cases: told, misses }
}
