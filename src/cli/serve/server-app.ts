import { Hono } from 'hono'
import { PROBLEM_TYPE, problemOf } from '../../live/http/problem.ts'
import { securityHeaders } from '../../live/http/security-headers.ts'

/** Paths that are the adapter's; all others are the workbench's. */
const ADAPTER_PATH = /^\/(api(\/.*)?|openapi\.json|readyz|metrics)$/

interface Application {
  fetch(request: Request): Response | Promise<Response>
}

/**
 * Workbench and adapter as one application. adapter: null while it starts; until then the workbench opens, and the API
 * asks to come again.
 */
export function createServerApp(workbench: Application, adapter: () => Application | null): Hono {
  const app = new Hono()
  app.use(securityHeaders)
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  app.all('*', (context) => {
    const request = context.req.raw
    if (!ADAPTER_PATH.test(context.req.path)) return workbench.fetch(request)
    const started = adapter()
    if (started !== null) return started.fetch(request)
    const headers = { 'Content-Type': PROBLEM_TYPE, 'Retry-After': '1', 'Cache-Control': 'no-store' }
    return context.json(problemOf(503, 'the adapter is starting', { word: 'unreachable' }), 503, headers)
  })
  return app
}
