import type { StepKind } from '../../../src/model/plan.ts'
import type { Effect } from '../lab/fault-rules.ts'

/** One kind of request that a step makes. */
export interface RequestKind {
  readonly name: string
  /** A step that makes it. */
  readonly step: StepKind | 'snapshot'
  readonly method: string
  readonly path: RegExp
}

export const REQUESTS: readonly RequestKind[] = [
  { name: 'list pods', step: 'snapshot', method: 'GET', path: /\/v1\/pods$/ },
  { name: 'list nodes', step: 'snapshot', method: 'GET', path: /\/v1\/nodes$/ },
  { name: 'read networks', step: 'snapshot', method: 'GET', path: /\/configmaps\// },
  { name: 'watch pods', step: 'bind', method: 'WATCH', path: /\/v1\/pods$/ },
  { name: 'bind', step: 'bind', method: 'POST', path: /\/binding$/ },
  { name: 'look at the node', step: 'bind', method: 'GET', path: /\/v1\/nodes\/[^/]+$/ },
  { name: 'apply', step: 'create', method: 'PATCH', path: /\/pods\/[^/]+$/ },
  { name: 'read a pod', step: 'release', method: 'GET', path: /\/pods\/[^/]+$/ },
  { name: 'write an allocation', step: 'resize', method: 'PATCH', path: /\/pods\/[^/]+$/ },
  { name: 'resize', step: 'resize', method: 'PATCH', path: /\/resize$/ },
  { name: 'evict', step: 'migrate', method: 'POST', path: /\/eviction$/ },
  { name: 'delete', step: 'release', method: 'DELETE', path: /\/pods\/[^/]+$/ },
]

/** Above the deadline of the client under test, so that the stall is noticed by it. */
export const STALL_MS = 2500
export const DEADLINE_MS = 1500

export const EFFECTS: readonly (readonly [string, Effect])[] = [
  ['409', { kind: 'answer', status: 409 }],
  ['410', { kind: 'answer', status: 410 }],
  ['429', { kind: 'answer', status: 429, retryAfterSeconds: 1 }],
  ['500', { kind: 'answer', status: 500 }],
  ['500 after the server did it', { kind: 'answer', status: 500, forward: true }],
  ['reset', { kind: 'reset' }],
  ['reset after the server did it', { kind: 'reset', forward: true }],
  ['stall', { kind: 'stall', forMs: STALL_MS }],
  ['stall after the server did it', { kind: 'stall', forMs: STALL_MS, forward: true }],
]

export type FaultCase = readonly [request: RequestKind, name: string, effect: Effect]

/** Every effect on every kind of request. */
export const GRID: readonly FaultCase[] = REQUESTS.flatMap((request) =>
  EFFECTS.map(([name, effect]): FaultCase => [request, name, effect]),
)

/** One effect on each kind of request, and each effect at least once; `npm run test:long` goes through the others. */
export const ONE_PER_KIND: readonly FaultCase[] = REQUESTS.map((request, i) => [
  request,
  ...(EFFECTS[(i + 5) % EFFECTS.length] as [string, Effect]),
])
