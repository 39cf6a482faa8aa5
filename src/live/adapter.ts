import type { Hono } from 'hono'
import { ok, type Result } from '../base/result.ts'
import { parsePlanRequest } from '../model/parse/plan-request.ts'
import { jsonSchema } from '../model/parse/schemas.ts'
import type { PlanState } from '../model/plan.ts'
import { readAccess } from './access/access.ts'
import { Invitations } from './access/invitations.ts'
import { TokenBook } from './access/token-book.ts'
import { AuditLog } from './audit/audit-log.ts'
import { SYSTEM_CLOCK } from './clock.ts'
import { createApi } from './http/api-app.ts'
import type { ApiEnv } from './http/api-route.ts'
import { componentSchemas } from './http/component-schemas.ts'
import { Metrics } from './http/metrics.ts'
import { watchTarget } from './http/watched-target.ts'
import { createPlanService } from './plans/create-plan-service.ts'
import type { PlanService } from './plans/plan-service.ts'
import type { Store } from './store/store.ts'
import type { AgentWatch } from './targets/agents/agent-watch.ts'
import type { Target } from './targets/target.ts'

export interface AdapterOptions {
  /** Data folder: where `access.cedar` is looked for. */
  readonly folder: string
  readonly store: Store
  readonly target: Target
  readonly agents: AgentWatch
  /** Token of this run for whoever can read the data folder. */
  readonly localToken: string
  /** Of the certificate of the folder's authority, lower-case hex; part of invitations. */
  readonly authoritySha256: string
}

/** The live adapter: plans on one target, kept in one store, behind one HTTP application. */
export interface Adapter {
  readonly app: Hono<ApiEnv>
  readonly plans: PlanService
  readonly tokens: TokenBook
  /** Stops at the call; plans stay applying and are taken up by the next start. Closes neither target nor store. */
  close(): Promise<void>
}

const FLUSH_MS = 60_000

/** Puts the adapter together; nothing is applied before `plans.start()`. Faults are those of `access.cedar`. */
export function openAdapter(options: AdapterOptions): Result<Adapter> {
  const { folder, store, target, agents, localToken, authoritySha256 } = options
  const access = readAccess(folder)
  if (!access.ok) return access
  const log = new AuditLog(store.audit)
  const tokens = new TokenBook(store, log, SYSTEM_CLOCK, localToken)
  const counted: { metrics: Metrics | null } = { metrics: null }
  const watched = watchTarget(target, ({ call }, { kind }) => counted.metrics?.call(call, kind))
  const plans = createPlanService({ store, target: watched })
  const metrics = new Metrics({
    planCounts() {
      const counts: Partial<Record<PlanState, number>> = {}
      for (const { status } of plans.list()) counts[status.state] = (counts[status.state] ?? 0) + 1
      return counts
    },
    agents: () => agents.agents,
    snapshotAgeMs: () => (watched.last === null ? null : SYSTEM_CLOCK.nowMs() - watched.last.observedAtMs),
  })
  counted.metrics = metrics
  const parts = {
    plans,
    access: access.value,
    tokens,
    invitations: new Invitations(store, log, SYSTEM_CLOCK, authoritySha256),
    target: watched,
    agentHealth: () => agents.asked(),
    audit: {
      append: (entry: Parameters<AuditLog['append']>[0]) => void store.transaction(() => log.append(entry)),
      lines: (after: number, count: number) => log.lines(after, count),
    },
    requests: store.requests,
    clock: SYSTEM_CLOCK,
    probeStore: () => store.transaction(() => store.requests.put('', 'probe', { digest: '', plan: '' })),
    parsePlanRequest,
    schemas: componentSchemas({ PlanRequest: jsonSchema('PlanRequest'), Plan: jsonSchema('Plan') }),
  }
  const api = createApi(parts, metrics)
  const timer = setInterval(() => api.flush(), FLUSH_MS)
  timer.unref()
  return ok({
    app: api.app,
    plans,
    tokens,
    async close() {
      clearInterval(timer)
      await plans.close()
      api.flush()
    },
  })
}
