import { Hono } from 'hono'
import type { Subject } from '../../model/api.ts'
import { DiskError } from '../store/disk-error.ts'
import { agentRoutes } from './agent-routes.ts'
import type { ApiParts } from './api-parts.ts'
import type { ApiEnv, ApiRoute } from './api-route.ts'
import { auditRoutes } from './audit-routes.ts'
import { hostRoutes } from './host-routes.ts'
import type { Metrics } from './metrics.ts'
import { openApiDocument } from './openapi-document.ts'
import { planRoutes } from './plan-routes.ts'
import { answerProblem, problemOf, Refusal } from './problem.ts'
import { RefusalLog } from './refusal-log.ts'
import { sameOrigin } from './same-origin.ts'
import { securityHeaders } from './security-headers.ts'
import { serviceRoutes } from './service-routes.ts'
import { targetRoutes } from './target-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { whoAsks } from './who-asks.ts'

export interface Api {
  /** A pure function of a request: no socket is needed. */
  readonly app: Hono<ApiEnv>
  readonly routes: readonly ApiRoute[]
  /** Writes what was only counted of refused attempts. Call it every minute and before the end. */
  flush(): void
}

/** The HTTP API of the adapter. */
export function createApi(parts: ApiParts, metrics: Metrics): Api {
  const refusals = new RefusalLog((attempt, more) => {
    const { actor, method, path, status, detail } = attempt
    const entry = { actor, action: `${method} ${path}`, object: '', outcome: 'refused' as const }
    parts.audit.append({ ...entry, atMs: parts.clock.nowMs(), detail: `${status}: ${detail}${more}` })
  }, parts.clock.nowMs)
  const routes: ApiRoute[] = [
    ...targetRoutes(parts),
    ...planRoutes(parts),
    ...auditRoutes(parts),
    ...tokenRoutes(parts),
    ...agentRoutes(parts),
    ...hostRoutes(parts),
    ...serviceRoutes(parts, metrics, () => document),
  ]
  const document = openApiDocument(routes, parts.schemas)
  const app = new Hono<ApiEnv>()
  app.use(securityHeaders)
  app.use(async (context, next) => {
    await next()
    metrics.request(context.req.method, context.get('route') ?? 'other', context.res.status)
  })
  app.onError((error, context) => {
    if (error instanceof DiskError) {
      process.stderr.write(`berth: ${error.message}\n`)
      return answerProblem(context, new Refusal(problemOf(503, error.told)))
    }
    if (!(error instanceof Refusal)) {
      process.stderr.write(`berth: ${error.stack ?? error.message}\n`)
      return answerProblem(context, new Refusal(problemOf(500, 'an internal error; the server has written down where')))
    }
    const { status, detail } = error.problem
    const actor = (context.get('subject') as Subject | undefined)?.name ?? 'anonymous'
    if (error.isToRecord) refusals.note({ actor, method: context.req.method, path: context.req.path, status, detail })
    return answerProblem(context, error)
  })
  serveRoutes(app, routes, parts)
  app.all('/api/*', () => {
    throw new Refusal(problemOf(404, 'there is no such call; /openapi.json lists them'))
  })
  return { app, routes, flush: () => refusals.flush() }
}

function serveRoutes(app: Hono<ApiEnv>, routes: readonly ApiRoute[], parts: ApiParts): void {
  const authenticate = whoAsks(parts.tokens)
  app.use('/api/*', sameOrigin)
  app.use('/api/*', authenticate)
  for (const route of routes) {
    const pattern = route.path.replace(/\{(\w+)\}/g, ':$1')
    app.on(route.method.toUpperCase(), pattern, (context) => {
      context.set('route', route.path)
      context.header('Cache-Control', 'no-store')
      return route.run(context)
    })
  }
}
