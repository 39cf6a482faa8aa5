import type { GroupPlan } from '../../../model/fleet-plan.ts'

/** Hosts of one module of a group: now and by month. */
export interface ModuleHosts {
  readonly module: string
  readonly now: number
  readonly hosts: readonly number[]
}

/** The hosts of a group by module: they take turns over its modules, so the first of them have one more. */
export function moduleHosts({ modules, present, hosts }: GroupPlan): readonly ModuleHosts[] {
  const inModule = (count: number, m: number): number =>
    Math.floor(count / modules.length) + (m < count % modules.length ? 1 : 0)
  return modules.map((module, m) => {
    return { module, now: inModule(present, m), hosts: hosts.map((count) => inModule(count, m)) }
  })
}
