import type { AccessAction } from '../../model/api.ts'
import { PLAN_ACTIONS, type Plan, type PlanAction } from '../../model/plan.ts'
import { planListSchema } from './answer-schemas.ts'
import type { ApiParts } from './api-parts.ts'
import { type ApiContext, type ApiRoute, PLAN_NAME } from './api-route.ts'
import { planMaker } from './create-plan.ts'
import { parseAction } from './parse-action.ts'
import { planEvents } from './plan-events.ts'
import { headOf, resourceOf } from './plan-head.ts'
import { refuse } from './problem.ts'
import { readBody } from './read-body.ts'
import { permit } from './who-asks.ts'

/** The right that each action needs. */
const RIGHTS: Readonly<Record<PlanAction, AccessAction>> = {
  propose: 'author',
  withdraw: 'author',
  approve: 'approve',
  apply: 'apply',
  pause: 'apply',
  resume: 'apply',
  halt: 'apply',
  rollback: 'apply',
  close: 'apply',
}

const IF_MATCH = { in: 'header', name: 'If-Match', description: 'ETag of the plan as it was seen' } as const
const KEY = {
  in: 'header',
  name: 'Idempotency-Key',
  description: 'a request repeated under one key makes one plan',
} as const

/** `/api/plans` and all below it. */
export function planRoutes(parts: ApiParts): readonly ApiRoute[] {
  return [
    ...collectionRoutes(parts),
    ...memberRoutes(parts),
    ...PLAN_ACTIONS.map((action) => actionRoute(parts, action)),
  ]
}

function collectionRoutes(parts: ApiParts): readonly ApiRoute[] {
  const { access, plans } = parts
  return [
    {
      method: 'get',
      path: '/api/plans',
      summary: 'Every plan that the subject may read, newest first',
      answers: [{ status: 200, description: 'heads of plans', schema: planListSchema }],
      problems: [401, 403],
      run(context) {
        const subject = context.get('subject')
        permit(access, subject, 'read', { kind: 'adapter' })
        const readable = plans.list().filter((plan) => access.decide(subject, 'read', resourceOf(plan)).allowed)
        return context.json({ plans: readable.map(headOf) })
      },
    },
    {
      method: 'post',
      path: '/api/plans',
      summary: 'Makes a draft on a fresh snapshot',
      parameters: [KEY],
      body: { schema: 'PlanRequest', required: true },
      answers: [
        { status: 201, description: 'the draft', schema: 'Plan' },
        { status: 200, description: 'the draft that an earlier request under this key made', schema: 'Plan' },
      ],
      problems: [400, 401, 403, 409, 413, 415, 422, 503],
      run: planMaker(parts),
    },
  ]
}

function memberRoutes(parts: ApiParts): readonly ApiRoute[] {
  return [
    {
      method: 'get',
      path: '/api/plans/{name}',
      summary: 'A plan, its steps and how far it is',
      parameters: [PLAN_NAME],
      answers: [{ status: 200, description: 'the plan', schema: 'Plan' }],
      problems: [401, 403, 404],
      run(context) {
        const plan = planNamed(parts, context)
        return context.json(plan, 200, { ETag: tagOf(plan) })
      },
    },
    {
      method: 'get',
      path: '/api/plans/{name}/events',
      summary: 'Server-sent events: the status of a plan now and whenever it changes',
      parameters: [PLAN_NAME],
      answers: [{ status: 200, description: 'events named status, data as PlanStatus', type: 'text/event-stream' }],
      problems: [401, 403, 404],
      run(context) {
        const plan = planNamed(parts, context)
        const token = (context.req.header('authorization') ?? '').replace(/^Bearer +/i, '')
        const stillMay = (): boolean => parts.tokens.bearer(token).kind === 'subject'
        return context.body(planEvents(parts.plans, plan, stillMay), 200, { 'Content-Type': 'text/event-stream' })
      },
    },
  ]
}

function actionRoute(parts: ApiParts, action: PlanAction): ApiRoute {
  return {
    method: 'post',
    path: `/api/plans/{name}/${action}`,
    summary: `To ${action} a plan; needs the right to ${RIGHTS[action]}`,
    parameters: [PLAN_NAME, IF_MATCH],
    body: { schema: 'PlanAction', required: false },
    answers: [{ status: 200, description: 'the plan after it', schema: 'Acted' }],
    problems: [400, 401, 403, 404, 409, 412, 413, 415, 503],
    async run(context) {
      const options = parseAction(action, await readBody(context), context.req.header('if-match'))
      if (!options.ok)
        refuse(400, `what was sent with ${action} is faulty`, { word: 'faulty', reasons: options.faults })
      const plan = planNamed(parts, context)
      permit(parts.access, context.get('subject'), RIGHTS[action], resourceOf(plan))
      const outcome = await parts.plans.act(plan.metadata.name, action, context.get('subject').name, options.value)
      switch (outcome.kind) {
        case 'done':
          return context.json(outcome.plan, 200, { ETag: tagOf(outcome.plan) })
        case 'dry-run':
          return context.json({ plan: outcome.plan, calls: outcome.calls }, 200, { ETag: tagOf(outcome.plan) })
        case 'not-found':
          return refuse(404, outcome.reason)
        case 'conflict': {
          const { ifRevision } = options.value
          const isSeen = ifRevision === undefined || ifRevision === outcome.plan.status.revision
          return refuse(isSeen ? 409 : 412, outcome.reason, { word: 'conflict' })
        }
        case 'stale':
          return refuse(409, staleWords(outcome.plan), { word: 'stale', reasons: outcome.faults })
        case 'denied':
          return refuse(403, outcome.reason, { word: 'denied', rule: outcome.rule, recorded: true })
        case 'unreachable':
          return refuse(503, outcome.reason, { word: 'unreachable' })
      }
    },
  }
}

/** With what is to be done now. */
function staleWords({ status }: Plan): string {
  const isBegun = status.state === 'halted' || status.state === 'paused'
  return `the fleet is no longer as the plan saw it: ${isBegun ? 'roll it back and make it anew' : 'make it anew'}`
}

/** The plan of that name, if the subject may read it. */
function planNamed({ access, plans }: ApiParts, context: ApiContext): Plan {
  const name = context.req.param('name') ?? ''
  const plan = plans.get(name)
  if (plan === null) return refuse(404, `there is no plan ${JSON.stringify(name.slice(0, 80))}`)
  permit(access, context.get('subject'), 'read', resourceOf(plan))
  return plan
}

function tagOf(plan: Plan): string {
  return `"${plan.status.revision}"`
}
