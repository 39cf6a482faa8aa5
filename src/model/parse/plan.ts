import { z } from 'zod'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { PLAN_ACTIONS, PLAN_STATES, type Plan, STEP_STATES } from '../plan.ts'
import { TARGET_KINDS } from '../snapshot.ts'
import { agentPodName, holdingSchema } from './agent.ts'
import { parseDocumentText } from './document.ts'
import { podRequest } from './event.ts'
import { faultsOfIssues } from './faults.ts'
import { HOSTS_MAX } from './limits.ts'
import { ownerName } from './peers.ts'
import { gateSchema, INTENTS_MAX, intentSchema, PODS_MAX, readIntents } from './plan-request.ts'
import * as scalars from './scalars.ts'
import { API_VERSION, list, mapOf, record } from './shapes.ts'

const SAFE_MAX = Number.MAX_SAFE_INTEGER
/** Of a history every change is a line. */
const CHANGES_MAX = 1_000_000

const count = scalars.integer(0, SAFE_MAX)
const atMs = scalars.integer(0, SAFE_MAX)
const stepNumber = scalars.integer(1, PODS_MAX)
const steps = list(stepNumber, 0, PODS_MAX)
/** Prose, which may be missing. */
const words = z.string({ error: 'a text' })
const flag = z.boolean({ error: 'true or false' })
const state = scalars.word(PLAN_STATES)
const holding = holdingSchema.nullable()
/** A line of the engine; the digest of the spec binds what else it says. */
const decision = z.looseObject(
  {
    seq: count,
    atUs: count,
    kind: scalars.word(['place', 'resize', 'migrate', 'release', 'refuse']),
    pod: agentPodName,
  },
  { error: 'a decision: a map with seq, atUs, kind, pod and the words of its kind' },
)

const step = record({
  number: stepNumber,
  kind: scalars.word(['bind', 'create', 'resize', 'release', 'migrate']),
  pod: agentPodName,
  objectName: scalars.text(512),
  uid: scalars.text(512).nullable(),
  decision,
  before: holding,
  after: holding,
  irreversible: words.nullable(),
  template: mapOf('keys to values, as Kubernetes writes a pod', z.unknown()).optional(),
  game: ownerName,
  zone: ownerName,
  component: ownerName,
  request: podRequest,
})

const fault = record({ path: words, found: words, expected: words })

/** How far a plan is. */
export const statusSchema = record({
  state,
  revision: count,
  direction: scalars.word(['forward', 'back']),
  approver: words.nullable(),
  wave: count,
  steps: list(
    record({ number: stepNumber, state: scalars.word(STEP_STATES), call: words, reason: words }),
    0,
    PODS_MAX,
  ),
  reason: words,
  clashes: list(record({ step: count, host: words, detail: words, compensated: flag }), 0, CHANGES_MAX),
  stale: list(fault, 0, CHANGES_MAX),
  closed: flag,
  history: list(
    record({
      atMs,
      actor: words,
      action: scalars.word([...PLAN_ACTIONS, 'create', 'progress']),
      from: state.nullable(),
      to: state,
      reason: words,
    }),
    0,
    CHANGES_MAX,
  ),
})

/** Kind `Plan` around intents. */
function planWith<T extends z.ZodType>(intent: T) {
  const versions = mapOf('names to versions', words)
  return record({
    apiVersion: scalars.word([API_VERSION]),
    kind: scalars.word(['Plan']),
    metadata: record({ name: scalars.name, author: words, createdAtMs: atMs }),
    spec: record({
      target: record({ kind: scalars.word(TARGET_KINDS), name: words }),
      intents: list(intent, 1, INTENTS_MAX),
      engineVersion: scalars.text(60),
      observedAtMs: atMs,
      observed: record({ hosts: versions, pods: versions }),
      steps: list(step, 0, PODS_MAX),
      regions: list(scalars.name, 0, HOSTS_MAX),
      refusals: list(decision, 0, PODS_MAX),
      cordon: list(scalars.name, 0, HOSTS_MAX),
      waves: list(record({ name: scalars.text(80), steps }), 0, PODS_MAX),
      gate: gateSchema,
      digest: scalars.matching(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex'),
    }),
    status: statusSchema,
  })
}

/** Kind `Plan`, for its JSON Schema. */
export const planSchema = planWith(intentSchema)

const FRAME = planWith(z.unknown())

/** Reads a plan from a file, YAML or JSON. All faults are listed; its digest is the caller's to check. */
export function parsePlanText(text: string): Result<Plan> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const frame = FRAME.safeParse(document.value)
  const { faults } = readIntents(document.value)
  const all = [...(frame.success ? [] : faultsOfIssues(frame.error.issues, document.value)), ...faults]
  return all.length > 0 ? failed(all) : ok(document.value as Plan)
}
