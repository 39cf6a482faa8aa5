import { z } from '@hono/zod-openapi'
import type { AgentHealth, HostHealth } from '../../model/api.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { ApiParts } from './api-parts.ts'
import type { ApiRoute } from './api-route.ts'
import { observe } from './target-routes.ts'
import { permit } from './who-asks.ts'

const nodeSchema = z
  .strictObject({
    isConnected: z.boolean(),
    sharedCpus: z.string(),
    kubeletPolicy: z.string().nullable(),
    unfenced: z.string().openapi({ description: 'why what is no pod is not held to the shared Cpus' }),
  })
  .openapi('NodeHealth', { description: 'of a Kubernetes Node: runtime, fence, policy of its kubelet' })
const agentSchema = z
  .strictObject({
    address: z.string(),
    version: z.string().nullable().openapi({ description: 'of its program; null: it has not said yet' }),
    lastSeenMs: z.int().nullable(),
    reason: z.string().openapi({ description: 'why it did not answer the last time' }),
    drifted: z.int().openapi({ description: 'pods that are not on what was decided' }),
    node: nodeSchema.nullable(),
  })
  .openapi('AgentHealth')
const hostSchema = z
  .strictObject({
    host: z.string(),
    ready: z.boolean().nullable(),
    cordoned: z.boolean().nullable(),
    agent: agentSchema.nullable(),
  })
  .openapi('HostHealth', { description: 'a host of the last snapshot, or one whose agent has joined' })

/** `/api/hosts`: how hosts and their agents are. */
export function hostRoutes(parts: ApiParts): readonly ApiRoute[] {
  const { access, target, agentHealth } = parts
  return [
    {
      method: 'get',
      path: '/api/hosts',
      summary: 'How each host and its agent are, as last seen',
      answers: [{ status: 200, description: 'hosts', schema: z.strictObject({ hosts: z.array(hostSchema) }) }],
      problems: [401, 403, 503],
      async run(context) {
        permit(access, context.get('subject'), 'read', { kind: 'adapter' })
        const snapshot = target.last ?? (await observe(parts, context.req.raw.signal))
        return context.json({ hosts: hostsOf(snapshot, await agentHealth()) })
      },
    },
  ]
}

/** Hosts of either list, by name. */
export function hostsOf(
  snapshot: Pick<Snapshot, 'hosts'>,
  agents: ReadonlyMap<string, AgentHealth>,
): readonly HostHealth[] {
  const observed = new Map(snapshot.hosts.map((host) => [host.name, host]))
  const names = [...new Set([...observed.keys(), ...agents.keys()])].sort()
  return names.map((host) => {
    const { ready = null, cordoned = null } = observed.get(host) ?? {}
    return { host, ready, cordoned, agent: agents.get(host) ?? null }
  })
}
