import { z } from 'zod'
import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { AGENT_NETWORKS } from '../agent.ts'
import { CPUS_MAX } from '../fleet.ts'
import type { PlanRequest } from '../plan.ts'
import { PROFILE_NAMES } from '../profile-names.ts'
import { agentPodName } from './agent.ts'
import { parseDocumentText } from './document.ts'
import { faultsOfVolume, podNeeds } from './event.ts'
import { faultsOfIssues, joinPath, show } from './faults.ts'
import { AMOUNT_MAX } from './limits.ts'
import { faultsOfOwnPeers, ownerName } from './peers.ts'
import * as scalars from './scalars.ts'
import { documentOf, list, mapOf, record } from './shapes.ts'

/** Pods named in one request, and intents of one. */
export const PODS_MAX = 20_000
export const INTENTS_MAX = 1000
const HOUR_MS = 3_600_000

const pods = list(agentPodName, 1, PODS_MAX)
/** Planned only: no target moves a fixed address from host to host yet, and none ends batch pods to make room. */
const { fixedIp: _fixedIp, batch: _batch, ...pushedNeeds } = podNeeds

/** Shared Cpus are planned only: no target fences them off from exclusive ones yet. */
const pushedRequest = record({
  cpus: scalars.integer(1, CPUS_MAX),
  memoryMib: scalars.integer(1, AMOUNT_MAX),
  ...pushedNeeds,
  network: scalars.word(AGENT_NETWORKS),
})

const INTENTS = {
  bind: record({ kind: scalars.word(['bind']), pods: pods.optional() }),
  create: record({
    kind: scalars.word(['create']),
    game: ownerName,
    zone: ownerName,
    component: ownerName,
    pods,
    request: pushedRequest,
    template: mapOf('keys to values, as Kubernetes writes a pod', z.unknown()).optional(),
  }),
  resize: record({
    kind: scalars.word(['resize']),
    pod: agentPodName,
    cpus: scalars.integer(1, CPUS_MAX),
    memoryMib: scalars.integer(1, AMOUNT_MAX),
  }),
  release: record({ kind: scalars.word(['release']), pod: agentPodName }),
  migrate: record({ kind: scalars.word(['migrate']), pod: agentPodName }),
  drain: record({ kind: scalars.word(['drain']), host: scalars.name }),
} as const
const KINDS = Object.keys(INTENTS)

const wave = scalars.integer(1, PODS_MAX)
const waitMs = scalars.integer(0, 24 * HOUR_MS)

/** After each wave. */
export const gateSchema = record({ timeoutMs: waitMs, settleMs: waitMs })

/** Kind `PlanRequest` around intents. */
function requestWith<T extends z.ZodType>(intent: T) {
  const spec = record({
    intents: list(intent, 1, INTENTS_MAX),
    profile: scalars.word(PROFILE_NAMES).optional(),
    waves: record({ canary: wave, size: wave }).optional(),
    gate: gateSchema.optional(),
  })
  return documentOf('PlanRequest', spec)
}

/** What is asked for, for JSON Schemas. */
export const intentSchema = z.union(Object.values(INTENTS))

/** Kind `PlanRequest`, for its JSON Schema. */
export const planRequestSchema = requestWith(intentSchema)

/** Each intent is looked at for its own kind, so that its faults are not those of all kinds together. */
const FRAME = requestWith(z.unknown())

/**
 * Reads a request that is already a value, such as the body of `POST /api/plans`. All faults are listed; whether pods
 * and hosts are there, only a snapshot knows.
 */
export function parsePlanRequest(document: unknown): Result<PlanRequest> {
  const frame = FRAME.safeParse(document)
  const { intents, faults: more } = readIntents(document)
  const faults = [...(frame.success ? [] : faultsOfIssues(frame.error.issues, document)), ...more]
  if (!frame.success || faults.length > 0) return failed(faults)
  const { apiVersion, kind, metadata, spec } = frame.data
  return ok({ apiVersion, kind, metadata: { name: metadata.name }, spec: { ...spec, intents } } as PlanRequest)
}

/** The intents in the spec of a document, whatever else it has, and every fault of theirs. */
export function readIntents(document: unknown): { readonly intents: readonly unknown[]; readonly faults: Fault[] } {
  const faults: Fault[] = []
  const intents: unknown[] = []
  for (const [i, intent] of intentsIn(document).entries()) {
    const path = `spec.intents[${i}]`
    const kind = typeof intent === 'object' && intent !== null && 'kind' in intent ? intent.kind : undefined
    if (typeof kind !== 'string' || !Object.hasOwn(INTENTS, kind)) {
      const found = typeof intent === 'object' && intent !== null ? show(kind) : show(intent)
      faults.push({ path: `${path}.kind`, found, expected: `one of ${KINDS.join(', ')}` })
      continue
    }
    const parsed = INTENTS[kind as keyof typeof INTENTS].safeParse(intent)
    if (parsed.success) {
      intents.push(parsed.data)
      if (parsed.data.kind !== 'create') continue
      const { component, request } = parsed.data
      faults.push(...faultsOfOwnPeers(component, request.peers ?? [], `${path}.request.peers`))
      const { volumeMib = 0, volumePool } = request
      faults.push(
        ...faultsOfVolume({ volumeMib, ...(volumePool === undefined ? {} : { volumePool }) }, `${path}.request.`),
      )
    } else {
      faults.push(
        ...faultsOfIssues(parsed.error.issues, intent).map((each) => ({ ...each, path: joinPath(path, each.path) })),
      )
    }
  }
  return { intents, faults }
}

/** Reads a `PlanRequest` document, YAML or JSON. */
export function parsePlanRequestText(text: string): Result<PlanRequest> {
  const document = parseDocumentText(text)
  return document.ok ? parsePlanRequest(document.value) : document
}

function intentsIn(document: unknown): readonly unknown[] {
  const spec = typeof document === 'object' && document !== null && 'spec' in document ? document.spec : null
  const intents = typeof spec === 'object' && spec !== null && 'intents' in spec ? spec.intents : null
  return Array.isArray(intents) ? intents.slice(0, INTENTS_MAX) : []
}
