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
    firstSteps: z.array(z.string()).optional().openapi({ description: 'of a 401: how missing tokens are made' }),
    rule: z
      .string()
      .optional()
      .openapi({ description: 'of a 403: the rule that forbids, or "no rule allows" and which role would' }),
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
