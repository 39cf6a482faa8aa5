import type { FleetChange, GroupPlan } from '../../../model/fleet-plan.ts'

/** Hosts of one module of a group: now and by month. */
export interface ModuleHosts {
  readonly module: string
  readonly now: number
  readonly hosts: readonly number[]
}

/**
 * The hosts of a group by module. They take turns over its modules, so the first of them have one more; what comes and
 * goes is where the plan's changes say, as turns go on after hosts that arrive anyway and before those that leave.
 *
 * changes  of the plan; of a fleet that misses its goal none is listed, and then all of it takes turns
 */
export function moduleHosts(
  { name, modules, present, hosts }: GroupPlan,
  changes: readonly FleetChange[],
): readonly ModuleHosts[] {
  const own = changes.filter(({ group }) => group === name)
  const inTurn = (count: number, m: number): number =>
    Math.floor(count / modules.length) + (m < count % modules.length ? 1 : 0)
  return modules.map((module, m) => {
    const now = inTurn(present, m)
    const byMonth = hosts.map((count, until) => {
      if (own.length === 0) return inTurn(count, m)
      const before = own.filter(({ month }) => month <= until)
      return before.reduce((sum, { kind, byModule }) => sum + (kind === 'add' ? 1 : -1) * (byModule[module] ?? 0), now)
    })
    return { module, now, hosts: byMonth }
  })
}
