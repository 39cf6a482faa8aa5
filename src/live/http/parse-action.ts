import { failed, ok, type Result } from '../../base/result.ts'
import { faultsOfIssues, show } from '../../model/parse/faults.ts'
import { text, word } from '../../model/parse/scalars.ts'
import { record } from '../../model/parse/shapes.ts'
import type { PlanAction } from '../../model/plan.ts'
import type { ActOptions } from '../plans/plan-service.ts'

/** Body of an action. */
export const actionSchema = record({
  reason: text(500).optional(),
  dryRun: word(['client', 'server']).optional(),
})

/**
 * What an action asks for, from its body and its If-Match header; all faults are listed.
 * body: undefined when none was sent.
 */
export function parseAction(action: PlanAction, body: unknown, ifMatch: string | undefined): Result<ActOptions> {
  const parsed = actionSchema.safeParse(body ?? {})
  const faults = parsed.success ? [] : faultsOfIssues(parsed.error.issues, body)
  const tag = ifMatch === undefined || ifMatch === '*' ? null : /^"(\d{1,15})"$/.exec(ifMatch)
  if (tag === null && ifMatch !== undefined && ifMatch !== '*') {
    faults.push({ path: 'if-match', found: show(ifMatch), expected: 'the ETag of the plan, such as "3"' })
  }
  const { reason, dryRun } = parsed.success ? parsed.data : {}
  if (dryRun !== undefined && action !== 'apply') {
    faults.push({ path: 'dryRun', found: show(dryRun), expected: `nothing: ${action} has no dry run` })
  }
  if (faults.length > 0) return failed(faults)
  return ok({
    ...(reason === undefined ? {} : { reason }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(tag === null ? {} : { ifRevision: Number(tag[1]) }),
  })
}
