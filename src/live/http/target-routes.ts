import { type AgentHealth, type Me, NOT_ASKED, type TargetAnswer } from '../../model/api.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { TargetUnreachable } from '../targets/target.ts'
import { meSchema, snapshotSchema, targetSchema } from './answer-schemas.ts'
import type { ApiParts } from './api-parts.ts'
import type { ApiContext, ApiRoute } from './api-route.ts'
import { inTime } from './in-time.ts'
import { refuse } from './problem.ts'
import { permit } from './who-asks.ts'

/** Longest that a snapshot is waited for; a large fleet takes some seconds. */
const SNAPSHOT_WAIT_MS = 60_000

/** `/api/me`, `/api/target`, `/api/snapshot`. */
export function targetRoutes(parts: ApiParts): readonly ApiRoute[] {
  const { access, target, agentHealth } = parts
  const read = (context: ApiContext): void => permit(access, context.get('subject'), 'read', { kind: 'adapter' })
  return [
    {
      method: 'get',
      path: '/api/me',
      summary: 'Who asks, and what they may do',
      answers: [{ status: 200, description: 'subject, roles and rights', schema: meSchema }],
      problems: [401],
      run(context) {
        const subject = context.get('subject')
        const { name, roles, games, regions } = subject
        return context.json({ name, roles, games, regions, may: access.may(subject) } satisfies Me)
      },
    },
    {
      method: 'get',
      path: '/api/target',
      summary: 'Where decisions are carried out, and whether it answers',
      answers: [{ status: 200, description: 'the target', schema: targetSchema }],
      problems: [401, 403],
      async run(context) {
        read(context)
        const observedAtMs = target.last?.observedAtMs ?? null
        // A cluster is its API server, whatever its Nodes' agents do.
        const silence = target.ref.kind === 'kubernetes' ? '' : silenceOf(await agentHealth())
        const asked = observedAtMs === null ? NOT_ASKED : silence
        const reason = target.reason === '' ? asked : target.reason
        return context.json({ target: target.ref, answers: reason === '', reason, observedAtMs } satisfies TargetAnswer)
      },
    },
    {
      method: 'get',
      path: '/api/snapshot',
      summary: 'The live fleet as last observed',
      parameters: [{ in: 'query', name: 'fresh', description: 'true: observe it now' }],
      answers: [{ status: 200, description: 'the snapshot', schema: snapshotSchema }],
      problems: [400, 401, 403, 503],
      async run(context) {
        read(context)
        const fresh = context.req.query('fresh')
        if (fresh !== undefined && fresh !== 'true' && fresh !== 'false') {
          const fault = { path: 'fresh', found: fresh, expected: 'true or false' }
          refuse(400, 'the query cannot be read', { word: 'faulty', reasons: [fault] })
        }
        const known = fresh === 'true' ? null : target.last
        return context.json(known ?? (await observe(parts, context.req.raw.signal)))
      },
    },
  ]
}

/** Why nothing can be done to hosts of agents: all have answered once, and none does now. '' when that is not so. */
function silenceOf(agents: ReadonlyMap<string, AgentHealth>): string {
  const all = [...agents.values()]
  if (all.length === 0 || all.some(({ reason, lastSeenMs }) => reason === '' || lastSeenMs === null)) return ''
  return all.length === 1 ? all[0].reason : `none of ${all.length} agents answers: ${all[0].reason}`
}

/** A fresh snapshot; a 503 when the target does not answer, or nobody waits for it any more. */
export async function observe({ target }: ApiParts, signal: AbortSignal): Promise<Snapshot> {
  const late = new TargetUnreachable(`no answer in ${SNAPSHOT_WAIT_MS} ms`)
  try {
    return await inTime(SNAPSHOT_WAIT_MS, late, (within) => target.snapshot(within), signal)
  } catch (error) {
    if (!(error instanceof TargetUnreachable)) throw error
    refuse(503, `the target does not answer: ${error.message}`, { word: 'unreachable' })
  }
}
