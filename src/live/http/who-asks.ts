import type { MiddlewareHandler } from 'hono'
import type { AccessAction, Subject } from '../../model/api.ts'
import type { Access } from '../access/access.ts'
import { firstTokens } from '../access/first-tokens.ts'
import type { TokenBook } from '../access/token-book.ts'
import type { Resource } from '../access/vocabulary.ts'
import type { ApiEnv } from './api-route.ts'
import { problemOf, Refusal, refuse } from './problem.ts'

const SCHEME = /^Bearer +(\S+)$/i

/** Finds out who asks by the bearer token, or refuses with 401, which says how the first tokens are made. */
export function whoAsks(tokens: TokenBook): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const subject = subjectOf(context.req.header('authorization'), tokens)
    if ('detail' in subject) throw unknown(subject, tokens)
    context.set('subject', subject)
    await next()
  }
}

/** Why a caller is nobody; error: as RFC 6750 names it. */
interface Nobody {
  readonly detail: string
  readonly error: '' | 'invalid_request' | 'invalid_token'
}

function subjectOf(header: string | undefined, tokens: TokenBook): Subject | Nobody {
  if (header === undefined) return { detail: 'no token was sent', error: '' }
  const token = SCHEME.exec(header)?.[1]
  if (token === undefined) return { detail: 'the Authorization header is not "Bearer TOKEN"', error: 'invalid_request' }
  const bearer = tokens.bearer(token)
  if (bearer.kind === 'revoked') return { detail: `the token of ${bearer.name} was revoked`, error: 'invalid_token' }
  if (bearer.kind === 'unknown') return { detail: 'the token is not one of this adapter', error: 'invalid_token' }
  return bearer.subject
}

function unknown({ detail, error }: Nobody, tokens: TokenBook): Refusal {
  const challenge = error === '' ? 'Bearer realm="berth"' : `Bearer realm="berth", error="${error}"`
  const steps = firstTokens(tokens.missingRoles(), '')
  const firstSteps = ['on the machine of the server, with its --data if it has one:', ...steps]
  const problem = problemOf(401, detail, steps.length === 0 ? {} : { firstSteps })
  return new Refusal(problem, { 'WWW-Authenticate': challenge })
}

/** Lets a subject do something, or refuses with 403 and the rule that says so. */
export function permit(access: Access, subject: Subject, action: AccessAction, resource: Resource): void {
  const verdict = access.decide(subject, action, resource)
  if (verdict.allowed) return
  const object = resource.kind === 'plan' ? `the plan ${resource.name}` : 'this adapter'
  refuse(403, `${subject.name} may not ${action} ${object}: ${verdict.rule}`, { word: 'denied', rule: verdict.rule })
}
