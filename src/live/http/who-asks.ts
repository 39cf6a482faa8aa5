import type { MiddlewareHandler } from 'hono'
import type { AccessAction, Subject } from '../../model/api.ts'
import type { Access } from '../access/access.ts'
import type { TokenBook } from '../access/token-book.ts'
import type { Resource } from '../access/vocabulary.ts'
import type { ApiEnv } from './api-route.ts'
import { problemOf, Refusal, refuse } from './problem.ts'

const SCHEME = /^Bearer +(\S+)$/i

/** Finds out who asks by the bearer token, or refuses with 401. */
export function whoAsks(tokens: TokenBook): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    context.set('subject', subjectOf(context.req.header('authorization'), tokens))
    await next()
  }
}

function subjectOf(header: string | undefined, tokens: TokenBook): Subject {
  if (header === undefined) return unknown('no token was sent', '')
  const token = SCHEME.exec(header)?.[1]
  if (token === undefined) return unknown('the Authorization header is not "Bearer TOKEN"', 'invalid_request')
  const bearer = tokens.bearer(token)
  if (bearer.kind === 'revoked') return unknown(`the token of ${bearer.name} was revoked`, 'invalid_token')
  if (bearer.kind === 'unknown') return unknown('the token is not one of this adapter', 'invalid_token')
  return bearer.subject
}

function unknown(detail: string, error: string): never {
  const challenge = error === '' ? 'Bearer realm="berth"' : `Bearer realm="berth", error="${error}"`
  throw new Refusal(problemOf(401, detail), { 'WWW-Authenticate': challenge })
}

/** Lets a subject do something, or refuses with 403 and the rule that says so. */
export function permit(access: Access, subject: Subject, action: AccessAction, resource: Resource): void {
  const verdict = access.decide(subject, action, resource)
  if (verdict.allowed) return
  const object = resource.kind === 'plan' ? `the plan ${resource.name}` : 'this adapter'
  refuse(403, `${subject.name} may not ${action} ${object}: ${verdict.rule}`, { word: 'denied', rule: verdict.rule })
}
