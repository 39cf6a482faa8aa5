import { z } from '@hono/zod-openapi'
import { ACCESS_ACTIONS, ROLES } from '../../model/api.ts'
import { PLAN_STATES, STEP_STATES } from '../../model/plan.ts'
import { TARGET_KINDS } from '../../model/snapshot.ts'

/** What the API answers, for its OpenAPI document; `src/model` has the same as types, with what the fields mean. */

const count = z.int().min(0)
const atMs = z.int().min(0).openapi({ description: 'milliseconds since the Unix epoch' })
const names = z.array(z.string())

export const faultSchema = z
  .strictObject({ path: z.string(), found: z.string(), expected: z.string() })
  .openapi('Fault')

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    reasons: z.array(faultSchema).optional(),
    rule: z.string().optional().openapi({ description: 'of a 403: the rule that forbids, or "no rule allows"' }),
  })
  .openapi('Problem')

export const meSchema = z
  .strictObject({
    name: z.string(),
    roles: z.array(z.enum(ROLES)),
    games: names,
    regions: names,
    may: z.record(z.enum(ACCESS_ACTIONS), z.boolean()),
  })
  .openapi('Me')

export const targetRefSchema = z.strictObject({ kind: z.enum(TARGET_KINDS), name: z.string() }).openapi('TargetRef')

export const targetSchema = z
  .strictObject({ target: targetRefSchema, answers: z.boolean(), reason: z.string(), observedAtMs: atMs.nullable() })
  .openapi('Target')

const byStepState = z.partialRecord(z.enum(STEP_STATES), count)

export const planHeadSchema = z
  .strictObject({
    name: z.string(),
    author: z.string(),
    approver: z.string().nullable(),
    createdAtMs: atMs,
    target: targetRefSchema,
    state: z.enum(PLAN_STATES),
    revision: count,
    reason: z.string(),
    closed: z.boolean(),
    wave: count,
    waveCount: count,
    stepCount: count,
    steps: byStepState,
    refusalCount: count,
    clashCount: count,
    games: names,
    regions: names,
  })
  .openapi('PlanHead')

export const planListSchema = z.strictObject({ plans: z.array(planHeadSchema) }).openapi('PlanList')

/** A line of the engine's decision log; `src/model/decision.ts` has its kinds. */
const decisionSchema = z
  .looseObject({ seq: z.int(), atUs: z.int(), kind: z.enum(['place', 'resize', 'release', 'refuse']), pod: z.string() })
  .openapi('Decision')

const holdingSchema = z
  .looseObject({ host: z.string(), cpus: z.string(), memoryMib: z.record(z.string(), count) })
  .openapi('Holding')

const stepSchema = z
  .strictObject({
    number: z.int().min(1),
    kind: z.enum(['bind', 'create', 'resize', 'release', 'migrate']),
    pod: z.string(),
    objectName: z.string(),
    uid: z.string().nullable(),
    decision: decisionSchema,
    before: holdingSchema.nullable(),
    after: holdingSchema.nullable(),
    irreversible: z.string().nullable().openapi({ description: 'why it cannot be undone; null when it can' }),
    template: z.record(z.string(), z.unknown()).optional(),
    game: z.string(),
    zone: z.string(),
    component: z.string(),
    request: z.looseObject({ cpus: count, memoryMib: count }),
  })
  .openapi('PlanStep')

const stepStatusSchema = z
  .strictObject({ number: z.int().min(1), state: z.enum(STEP_STATES), call: z.string(), reason: z.string() })
  .openapi('StepStatus')

export const statusSchema = z
  .strictObject({
    state: z.enum(PLAN_STATES),
    revision: count,
    direction: z.enum(['forward', 'back']),
    approver: z.string().nullable(),
    wave: count,
    steps: z.array(stepStatusSchema),
    reason: z.string(),
    clashes: z.array(z.strictObject({ step: z.int(), host: z.string(), detail: z.string(), compensated: z.boolean() })),
    stale: z.array(faultSchema),
    closed: z.boolean(),
    history: z.array(
      z.strictObject({
        atMs,
        actor: z.string(),
        action: z.string(),
        from: z.enum(PLAN_STATES).nullable(),
        to: z.enum(PLAN_STATES),
        reason: z.string(),
      }),
    ),
  })
  .openapi('PlanStatus')

const versions = z.record(z.string(), z.string())

export const planSchema = z
  .strictObject({
    apiVersion: z.literal('berth.dev/v1alpha1'),
    kind: z.literal('Plan'),
    metadata: z.strictObject({ name: z.string(), author: z.string(), createdAtMs: atMs }),
    spec: z.strictObject({
      target: targetRefSchema,
      intents: z.array(z.looseObject({ kind: z.string() })),
      engineVersion: z.string(),
      observedAtMs: atMs,
      observed: z.strictObject({ hosts: versions, pods: versions }),
      steps: z.array(stepSchema),
      regions: names,
      refusals: z.array(decisionSchema),
      cordon: names,
      waves: z.array(z.strictObject({ name: z.string(), steps: z.array(z.int()) })),
      gate: z.strictObject({ timeoutMs: count, settleMs: count }),
      digest: z.string(),
    }),
    status: statusSchema,
  })
  .openapi('Plan')

export const snapshotSchema = z
  .strictObject({
    target: targetRefSchema,
    observedAtMs: atMs,
    fleet: z.looseObject({ hosts: z.array(z.looseObject({ name: z.string() })) }),
    hosts: z.array(z.looseObject({ name: z.string(), version: z.string(), cordoned: z.boolean(), ready: z.boolean() })),
    pods: z.array(z.looseObject({ name: z.string(), uid: z.string(), version: z.string() })),
    clashes: z.array(z.strictObject({ host: z.string(), resource: z.string(), pods: names, detail: z.string() })),
    faults: z.array(faultSchema),
  })
  .openapi('Snapshot')
