import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'

/**
 * Refuses requests under a name that is not this machine's: a page of another origin whose name was made to lead to
 * loopback (DNS rebinding) counts as of the same origin and could read what is answered without a token.
 *
 * names  by which this machine is reached, beside its addresses and localhost
 */
export function ownHost(names: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host
    if (!isOwn(host, names))
      return context.text(`${JSON.stringify(host.slice(0, 80))} is no name of this server\n`, 403)
    return next()
  }
}

function isOwn(host: string, names: readonly string[]): boolean {
  if (!URL.canParse(`http://${host}`)) return false
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
  return name === 'localhost' || isIP(name) !== 0 || names.some((own) => own.toLowerCase() === name)
}
