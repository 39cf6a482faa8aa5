import type { Place } from '../../../simulator/record/demand-scopes.ts'
import { MONTH_US } from '../../../simulator/record/months.ts'
import { sumOf } from '../../base/sum.ts'
import { US_PER_DAY, US_PER_HOUR } from '../../base/units.ts'
import type { Fleet } from '../../model/fleet.ts'
import { countOf, groupHostsOf, type HostGroupSpec, modulesOf } from '../../model/parse/group-hosts.ts'

/** What a host costs a month for each Cpu that it has to give, where the scenario does not say. */
export const COST_PER_CPU = 10
/** From order to rack, where the scenario does not say. */
export const LEAD_TIME_US = 45 * US_PER_DAY

/** A host group as a buyer sees it. */
export interface BuyersGroup {
  readonly name: string
  readonly topology: string
  readonly region: string
  readonly idc: string
  readonly modules: readonly string[]
  readonly present: number
  /** Of the first host that is added, after those that come anyway, and of the first that is freed. */
  readonly turns: { readonly first: number; readonly last: number }
  readonly host: { readonly cpus: number; readonly memoryMib: number; readonly diskMib: number; readonly vfs: number }
  readonly monthlyCost: number
  readonly isCostAssumed: boolean
  readonly leadTimeUs: number
  readonly isLeadTimeAssumed: boolean
}

/** The groups in their order. fleet: one in which each has a host. */
export function buyersGroupsOf(fleet: Fleet, groups: readonly HostGroupSpec[]): readonly BuyersGroup[] {
  const hosts = groupHostsOf(groups)
  const byName = new Map(fleet.hosts.map((host) => [host.name, host]))
  return groups.map((group) => {
    const { name, topology, region, idc, count, monthlyCost, leadTime } = group
    const host = byName.get(hosts.get(group)?.[0]?.name ?? '')?.allocatable
    if (host === undefined) throw new Error(`no host of ${name} in the fleet`)
    return {
      name,
      topology,
      region,
      idc,
      modules: modulesOf(group),
      present: count,
      turns: {
        first: countOf(group),
        last: count - 1 - sumOf((group.departures ?? []).map((leaving) => leaving.count)),
      },
      host,
      monthlyCost: monthlyCostOf(host.cpus, monthlyCost),
      isCostAssumed: monthlyCost === undefined,
      leadTimeUs: leadTime ?? LEAD_TIME_US,
      isLeadTimeAssumed: leadTime === undefined,
    }
  })
}

/** Where hosts of a fleet stand, and where more of its groups would. */
export function placesOf({ hosts }: Fleet, groups: readonly HostGroupSpec[]): readonly Place[] {
  const more = groups.flatMap((group) =>
    modulesOf(group).map((module): Place => ({ region: group.region, idc: group.idc, module })),
  )
  return [...hosts, ...more]
}

/** What a host costs a month: what the scenario says, or else assumed by the Cpus that it has to give. */
export function monthlyCostOf(cpus: number, given?: number): number {
  return given ?? COST_PER_CPU * cpus
}

/** What a Cpu and hour of each host costs, in the order of the fleet's hosts. */
export function hourPricesOf({ hosts }: Fleet, groups: readonly HostGroupSpec[]): readonly number[] {
  const costOf = new Map<string, number | undefined>()
  for (const [{ monthlyCost }, members] of groupHostsOf(groups)) {
    for (const member of members) costOf.set(member.name, monthlyCost)
  }
  return hosts.map(({ name, allocatable: { cpus } }) => {
    const perCpu = cpus === 0 ? 0 : monthlyCostOf(cpus, costOf.get(name)) / cpus
    return (perCpu * US_PER_HOUR) / MONTH_US
  })
}
