import { z } from '@hono/zod-openapi'
import { faultsOfIssues } from '../../model/parse/faults.ts'
import { integer, name as nameSchema } from '../../model/parse/scalars.ts'
import { record } from '../../model/parse/shapes.ts'
import type { ApiParts } from './api-parts.ts'
import type { ApiContext, ApiRoute } from './api-route.ts'
import { refuse } from './problem.ts'
import { readBody } from './read-body.ts'
import { permit } from './who-asks.ts'

const MINUTE_MS = 60_000
const MINUTES_DEFAULT = 60

/** Body of `POST /api/agents`. */
export const invitationSchema = record({ host: nameSchema, minutes: integer(1, 7 * 24 * 60).optional() })

const agentSchema = z
  .strictObject({ host: z.string(), address: z.string(), expiresAtMs: z.int() })
  .openapi('Agent', { description: 'a host that joined, and when its certificate ends' })
const invitedSchema = z
  .strictObject({ host: z.string(), token: z.string(), expiresAtMs: z.int() })
  .openapi('Invited', { description: 'a token to join with, once; it is in this answer and nowhere else' })

/** `/api/agents`: which hosts run an agent of this adapter. */
export function agentRoutes({ access, invitations }: ApiParts): readonly ApiRoute[] {
  const administer = (context: ApiContext): string => {
    permit(access, context.get('subject'), 'administer', { kind: 'adapter' })
    return context.get('subject').name
  }
  return [
    {
      method: 'get',
      path: '/api/agents',
      summary: 'Hosts that joined, by name',
      answers: [{ status: 200, description: 'hosts', schema: z.strictObject({ agents: z.array(agentSchema) }) }],
      problems: [401, 403],
      run(context) {
        permit(access, context.get('subject'), 'read', { kind: 'adapter' })
        const agents = invitations.list().map(({ host, address, expiresAtMs }) => ({ host, address, expiresAtMs }))
        return context.json({ agents })
      },
    },
    {
      method: 'post',
      path: '/api/agents',
      summary: 'Invites a host to join',
      body: { schema: 'Invitation', required: true },
      answers: [{ status: 201, description: 'the token', schema: invitedSchema }],
      problems: [400, 401, 403, 413, 415],
      async run(context) {
        const actor = administer(context)
        const body = await readBody(context)
        const parsed = invitationSchema.safeParse(body)
        if (!parsed.success) {
          const reasons = faultsOfIssues(parsed.error.issues, body)
          return refuse(400, 'the invitation is faulty', { word: 'faulty', reasons })
        }
        const { host, minutes } = parsed.data
        return context.json(invitations.invite(host, (minutes ?? MINUTES_DEFAULT) * MINUTE_MS, actor), 201)
      },
    },
    {
      method: 'delete',
      path: '/api/agents/{host}',
      summary: 'Forgets a host: it is asked no more and may not renew its certificate',
      parameters: [{ in: 'path', name: 'host', description: 'name of a host that joined' }],
      answers: [{ status: 204, description: 'forgotten' }],
      problems: [401, 403, 404],
      run(context) {
        const actor = administer(context)
        const host = context.req.param('host') ?? ''
        if (!invitations.remove(host, actor)) refuse(404, `no host ${host} has joined`)
        return context.body(null, 204)
      },
    },
  ]
}
