import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import { MONTH_US } from '../../../simulator/record/months.ts'
import type { FleetChange } from '../../model/fleet-plan.ts'
import type { BuyersGroup } from './buyers-groups.ts'
import { changesOf } from './level-settings.ts'

type FleetGroup = Pick<BuyersGroup, 'name' | 'present' | 'turns' | 'modules' | 'monthlyCost' | 'leadTimeUs'>

/**
 * What is added and freed, by month and group, each host in the module where its turn puts it, with when to order it
 * and what it costs until the scenario ends.
 *
 * levels  hosts by group, in the order of the groups, and month
 */
export function fleetChanges(
  groups: readonly FleetGroup[],
  levels: Levels,
  durationUs: number,
): readonly FleetChange[] {
  const all = groups.flatMap(({ name, present, turns, modules, monthlyCost, leadTimeUs }, g) => {
    let [coming, going] = [turns.first, turns.last]
    return changesOf(present, levels[g]).map(({ month, by }): FleetChange => {
      const atUs = month * MONTH_US
      const byModule: Record<string, number> = {}
      for (let i = 0; i < Math.abs(by); i++) {
        const module = modules[(by > 0 ? coming++ : going--) % modules.length]
        byModule[module] = (byModule[module] ?? 0) + 1
      }
      const orderByUs = by > 0 ? atUs - leadTimeUs : null
      const cost = (by * monthlyCost * (durationUs - atUs)) / MONTH_US
      return { kind: by > 0 ? 'add' : 'free', group: name, month, atUs, count: Math.abs(by), byModule, orderByUs, cost }
    })
  })
  return all.sort((a, b) => a.month - b.month || (a.group < b.group ? -1 : 1))
}
