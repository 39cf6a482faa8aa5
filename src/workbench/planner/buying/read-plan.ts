import { type Fault, failed, ok, type Result } from '../../../base/result.ts'
import type { FleetPlan, FleetPlanStatus } from '../../../model/fleet-plan.ts'

/** Fields of a plan's status that are lists. */
export const PLAN_LISTS = [
  'present',
  'planned',
  'misses',
  'groups',
  'changes',
  'witnesses',
  'bounds',
  'exhaustion',
  'costs',
  'idle',
] as const satisfies readonly (keyof FleetPlanStatus)[]
const TEXTS = ['scenario', 'size', 'command'] as const

/** The text of a plan.json. A file of another kind is told by what it lacks; what is in the lists is taken as it is. */
export function readPlan(name: string, text: string): Result<FleetPlan> {
  let value: Readonly<Record<string, unknown>> | null
  try {
    value = JSON.parse(text)
  } catch {
    return failed([{ path: name, found: `${text.slice(0, 40)}…`, expected: 'JSON' }])
  }
  const faults: Fault[] = []
  const must = (path: string, found: unknown, isGood: boolean, expected: string): void => {
    if (!isGood) faults.push({ path: `${name}: ${path}`, found: JSON.stringify(found) ?? 'nothing', expected })
  }
  must('apiVersion', value?.['apiVersion'], value?.['apiVersion'] === 'berth.dev/v1alpha1', '"berth.dev/v1alpha1"')
  must('kind', value?.['kind'], value?.['kind'] === 'FleetPlan', '"FleetPlan"')
  if (faults.length > 0) return failed(faults)
  const { spec, status } = (value ?? {}) as { readonly [part: string]: Readonly<Record<string, unknown>> | undefined }
  for (const field of TEXTS) must(`spec.${field}`, spec?.[field], typeof spec?.[field] === 'string', 'a text')
  for (const field of PLAN_LISTS) must(`status.${field}`, status?.[field], Array.isArray(status?.[field]), 'a list')
  for (const field of ['present', 'planned']) {
    const cases = status?.[field]
    const isGood = !Array.isArray(cases) || cases.every((each) => Array.isArray(each?.strikes))
    must(`status.${field}`, cases, isGood, 'cases that say when each seed has the loss: plan again')
  }
  const groups = status?.['groups']
  const isTold = !Array.isArray(groups) || groups.every((each) => Array.isArray(each?.anyway))
  must('status.groups', groups, isTold, 'groups that say what comes or leaves anyway: plan again')
  return faults.length > 0 ? failed(faults) : ok(value as unknown as FleetPlan)
}
