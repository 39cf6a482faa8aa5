import { readAccess } from '../../../../src/live/access/access.ts'
import { Invitations } from '../../../../src/live/access/invitations.ts'
import { makeToken } from '../../../../src/live/access/token.ts'
import { TokenBook } from '../../../../src/live/access/token-book.ts'
import { AuditLog } from '../../../../src/live/audit/audit-log.ts'
import { SYSTEM_CLOCK } from '../../../../src/live/clock.ts'
import { createApi } from '../../../../src/live/http/api-app.ts'
import { componentSchemas } from '../../../../src/live/http/component-schemas.ts'
import { Metrics } from '../../../../src/live/http/metrics.ts'
import { watchTarget } from '../../../../src/live/http/watched-target.ts'
import type { AgentHealth, Problem, Role } from '../../../../src/model/api.ts'
import { parsePlanRequest } from '../../../../src/model/parse/plan-request.ts'
import { jsonSchema } from '../../../../src/model/parse/schemas.ts'
import { freshStore } from '../store/folder.ts'
import { emptyTarget, ScriptedPlans } from './scripted.ts'

export interface Sent {
  readonly token?: string
  readonly body?: unknown
  /** Sent as it is, in place of `body`. */
  readonly raw?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  /** Breaks the request off. */
  readonly signal?: AbortSignal
}

/** The API over a real store, with scripted plans and an empty target, as a pure function of requests. */
export function freshApi() {
  const store = freshStore()
  const access = readAccess(null)
  if (!access.ok) throw new Error('the default rules are sound')
  const log = new AuditLog(store.audit)
  const localToken = makeToken()
  const tokens = new TokenBook(store, log, SYSTEM_CLOCK, localToken)
  const plans = new ScriptedPlans(store.requests)
  const target = emptyTarget()
  const watched = watchTarget(target, () => undefined)
  const source = { planCounts: () => ({ draft: plans.plans.size }), snapshotAgeMs: () => null, agents: () => new Map() }
  let nowMs = 1_000_000
  const disk = { isFull: false }
  const agents = new Map<string, AgentHealth>()
  const api = createApi(
    {
      plans,
      access: access.value,
      tokens,
      invitations: new Invitations(store, log, SYSTEM_CLOCK, 'a'.repeat(64)),
      target: watched,
      agentHealth: async () => agents,
      audit: {
        append: (entry) => void store.transaction(() => log.append(entry)),
        lines: (after, count) => log.lines(after, count),
      },
      requests: store.requests,
      clock: { ...SYSTEM_CLOCK, nowMs: () => nowMs },
      probeStore() {
        if (disk.isFull) throw new Error('the disk is full')
        store.requests.put('', 'probe', { digest: '', plan: '' })
      },
      parsePlanRequest,
      schemas: componentSchemas({ PlanRequest: jsonSchema('PlanRequest'), Plan: jsonSchema('Plan') }),
    },
    new Metrics(source),
  )
  const give = (name: string, roles: readonly Role[], games: readonly string[] = []): string => {
    const token = tokens.add({ name, roles, games, regions: [] }, 'local')
    if (!token.ok) throw new Error(JSON.stringify(token.faults))
    return token.value
  }
  const send = (method: string, path: string, { token, body, raw, headers, signal }: Sent = {}): Promise<Response> => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const request = new Request(`http://127.0.0.1:4780${path}`, {
      method,
      headers: {
        host: '127.0.0.1:4780',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent as BodyInit }),
      ...(signal === undefined ? {} : { signal }),
    })
    return Promise.resolve(api.app.fetch(request))
  }
  const refused = () => log.lines(0).filter(({ outcome }) => outcome === 'refused')
  const pass = (ms: number): number => (nowMs += ms)
  return { api, send, give, plans, target, tokens, store, log, localToken, refused, pass, disk, agents }
}

/** The problem of an answer that is one. */
export async function problemIn(answer: Response): Promise<Problem> {
  if (answer.headers.get('content-type') !== 'application/problem+json') throw new Error('no problem+json')
  return (await answer.json()) as Problem
}
