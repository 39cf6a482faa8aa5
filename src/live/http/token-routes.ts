import { z } from '@hono/zod-openapi'
import { ROLES } from '../../model/api.ts'
import { parseWish } from '../access/parse-wish.ts'
import type { ApiParts } from './api-parts.ts'
import type { ApiContext, ApiRoute } from './api-route.ts'
import { refuse } from './problem.ts'
import { readBody } from './read-body.ts'
import { permit } from './who-asks.ts'

const names = z.array(z.string())
const subject = { name: z.string(), roles: z.array(z.enum(ROLES)), games: names, regions: names }
const headSchema = z
  .strictObject({ ...subject, createdAtMs: z.int(), revokedAtMs: z.int().nullable() })
  .openapi('TokenHead')
const listSchema = z.strictObject({ tokens: z.array(headSchema) }).openapi('TokenList')
const freshSchema = z.strictObject({ ...subject, token: z.string() }).openapi('FreshToken')

/** `/api/tokens`: who may use the API. */
export function tokenRoutes({ access, tokens }: ApiParts): readonly ApiRoute[] {
  const administer = (context: ApiContext): string => {
    const who = context.get('subject')
    permit(access, who, 'administer', { kind: 'adapter' })
    return who.name
  }
  return [
    {
      method: 'get',
      path: '/api/tokens',
      summary: 'Every token ever given out, by name; never its text',
      answers: [{ status: 200, description: 'tokens', schema: listSchema }],
      problems: [401, 403],
      run(context) {
        administer(context)
        return context.json({ tokens: tokens.list() })
      },
    },
    {
      method: 'post',
      path: '/api/tokens',
      summary: 'Gives out a token; its text is in this answer and nowhere else',
      body: { schema: 'TokenWish', required: true },
      answers: [{ status: 201, description: 'the token', schema: freshSchema }],
      problems: [400, 401, 403, 409, 413, 415],
      async run(context) {
        const actor = administer(context)
        const wish = parseWish(await readBody(context))
        if (!wish.ok) refuse(400, 'the wish for a token is faulty', { word: 'faulty', reasons: wish.faults })
        const token = tokens.add(wish.value, actor)
        if (!token.ok) refuse(409, 'the name is taken', { word: 'conflict', reasons: token.faults })
        return context.json({ ...wish.value, token: token.value }, 201)
      },
    },
    {
      method: 'delete',
      path: '/api/tokens/{name}',
      summary: 'Revokes a token at once and for good',
      parameters: [{ in: 'path', name: 'name', description: 'whose token' }],
      answers: [{ status: 204, description: 'revoked' }],
      problems: [401, 403, 404],
      run(context) {
        const actor = administer(context)
        const name = context.req.param('name') ?? ''
        if (!tokens.revoke(name, actor)) refuse(404, `there is no token of ${name} that counts`)
        return context.body(null, 204)
      },
    },
  ]
}
