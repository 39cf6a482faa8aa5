/** Where a server names the fleet plans that lie in the folder where it stands: always answered. */
export const FLEET_PLANS_PATH = '/fleet-plans.json'

/** What FLEET_PLANS_PATH answers. */
export interface FleetPlansAnswer {
  readonly plans: readonly { readonly name: string; readonly hasReport: boolean }[]
}

/** The answer of a plan, and the report beside it where one was asked for. */
export const FLEET_PLAN_FILES = ['plan.json', 'report.html'] as const

/** Where a server has a file of a plan. */
export function fleetPlanPath(name: string, file: (typeof FLEET_PLAN_FILES)[number]): string {
  return `/fleet-plans/${encodeURIComponent(name)}/${file}`
}
