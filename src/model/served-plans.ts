/** Where a server names the fleet plans that lie in the folder where it stands: always answered. */
export const FLEET_PLANS_PATH = '/fleet-plans.json'

/** What FLEET_PLANS_PATH answers. */
export interface FleetPlansAnswer {
  readonly plans: readonly { readonly name: string }[]
}

/** The answer of a plan as `berth plan` wrote it, and the page made of it, as `--report` writes it. */
export const FLEET_PLAN_FILES = ['plan.json', 'report.html'] as const

/** Where a server has a file of a plan. */
export function fleetPlanPath(name: string, file: (typeof FLEET_PLAN_FILES)[number]): string {
  return `/fleet-plans/${encodeURIComponent(name)}/${file}`
}
