import type { MiddlewareHandler } from 'hono'
import { refuse } from './problem.ts'

/**
 * Refuses what a page of another origin makes a browser send. There are no CORS headers, so such a page could read
 * nothing anyway; this keeps it from making anything happen.
 */
export const sameOrigin: MiddlewareHandler = async (context, next) => {
  const site = context.req.header('sec-fetch-site')
  const origin = context.req.header('origin')
  const foreign = site === 'cross-site' || site === 'same-site'
  if (foreign || (origin !== undefined && hostOf(origin) !== context.req.header('host'))) {
    refuse(403, 'a page of another origin may not call the API', { word: 'denied', rule: 'same-origin' })
  }
  await next()
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
