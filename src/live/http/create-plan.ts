import { createHash } from 'node:crypto'
import type { Plan, PlanRequest } from '../../model/plan.ts'
import type { PlanRepeat } from '../plans/plan-service.ts'
import type { ApiParts } from './api-parts.ts'
import type { ApiContext } from './api-route.ts'
import { resourceOf } from './plan-head.ts'
import { refuse } from './problem.ts'
import { readBody } from './read-body.ts'
import { refusalFaults } from './refusal-faults.ts'
import { permit } from './who-asks.ts'

/** Answers `POST /api/plans`: a draft of what the body asks for; the same again when it is repeated under one key. */
export function planMaker(parts: ApiParts): (context: ApiContext) => Promise<Response> {
  /** Requests being answered, by subject and key: a repeat waits for the first. */
  const underWay = new Map<string, Promise<Response>>()
  return async (context) => {
    const subject = context.get('subject')
    const key = keyOf(context)
    const body = await readBody(context)
    const request = parts.parsePlanRequest(body)
    if (!request.ok) refuse(400, 'the plan request is faulty', { word: 'faulty', reasons: request.faults })
    if (key === null) return createPlan(parts, context, request.value, null)
    const digest = createHash('sha256').update(JSON.stringify(request.value)).digest('hex')
    const id = JSON.stringify([subject.name, key])
    for (let first = underWay.get(id); first !== undefined; first = underWay.get(id)) {
      await first.catch(() => undefined)
    }
    const answering = createPlan(parts, context, request.value, { key, digest })
    underWay.set(id, answering)
    return answering.finally(() => underWay.delete(id))
  }
}

async function createPlan(
  parts: ApiParts,
  context: ApiContext,
  request: PlanRequest,
  repeat: PlanRepeat | null,
): Promise<Response> {
  const subject = context.get('subject')
  const before = repeat === null ? null : parts.requests.get(subject.name, repeat.key)
  if (before !== null && before.digest !== repeat?.digest) {
    refuse(422, 'that Idempotency-Key was used for another request', { word: 'conflict' })
  }
  const known = before === null ? null : parts.plans.get(before.plan)
  if (known !== null) {
    permit(parts.access, subject, 'author', resourceOf(known))
    return answer(context, known, 200)
  }
  permitRequest(parts, context, request)
  const outcome = await parts.plans.create(request, subject.name, repeat)
  switch (outcome.kind) {
    case 'created':
      await permitDraft(parts, context, outcome.plan)
      return answer(context, outcome.plan, 201)
    case 'bad-input':
      return refuse(400, 'the plan request does not fit the fleet', {
        word: 'faulty',
        reasons: outcome.faults,
        recorded: true,
      })
    case 'conflict':
      return refuse(409, outcome.reason, { word: 'conflict' })
    case 'infeasible':
      return refuse(422, 'nothing of it fits', { word: 'infeasible', reasons: refusalFaults(outcome.spec.refusals) })
    case 'unreachable':
      return refuse(503, outcome.reason, { word: 'unreachable' })
  }
}

/** Before a plan is made, its games are known where it creates pods; the rest of it is looked at once it is there. */
function permitRequest({ access }: ApiParts, context: ApiContext, { metadata, spec }: PlanRequest): void {
  const subject = context.get('subject')
  const games = spec.intents.flatMap((intent) => (intent.kind === 'create' ? [intent.game] : []))
  const plan = { name: metadata.name, author: subject.name, games, regions: [], steps: 0 }
  permit(access, subject, 'author', { kind: 'plan', ...plan })
}

/** A draft whose pods or hosts turn out to be beyond its author is closed at once; nobody can propose it. */
async function permitDraft({ access, plans }: ApiParts, context: ApiContext, plan: Plan): Promise<void> {
  try {
    permit(access, context.get('subject'), 'author', resourceOf(plan))
  } catch (error) {
    await plans.act(plan.metadata.name, 'close', 'berth', { reason: 'its author may not author it' })
    throw error
  }
}

function answer(context: ApiContext, plan: Plan, status: 200 | 201): Response {
  const address = `/api/plans/${encodeURIComponent(plan.metadata.name)}`
  return context.json(plan, status, { ETag: `"${plan.status.revision}"`, Location: address })
}

function keyOf(context: ApiContext): string | null {
  const key = context.req.header('idempotency-key')
  if (key === undefined) return null
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key
  const fault = { path: 'idempotency-key', found: key.slice(0, 40), expected: '1 to 200 visible ASCII characters' }
  return refuse(400, 'a header cannot be read', { word: 'faulty', reasons: [fault] })
}
