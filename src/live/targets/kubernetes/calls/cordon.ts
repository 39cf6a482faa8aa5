import { ANNOTATION_CORDON } from '../../../../model/kube/words.ts'
import type { CallContext, CallOutcome } from '../../target.ts'
import type { ApiClient } from '../api/api-client.ts'
import { MERGE_PATCH } from '../api/api-client.ts'
import { isCordoned } from '../facts/versions.ts'
import type { KubeNode } from '../objects.ts'
import { outcomeOf } from './outcome.ts'
import { dryRunQuery } from './subject.ts'

/** Cordons a Node for a plan, or takes that back: what somebody else cordoned stays so. */
export async function cordon(client: ApiClient, host: string, on: boolean, context: CallContext): Promise<CallOutcome> {
  const path = `/api/v1/nodes/${host}`
  const read = await client.request<KubeNode>({ method: 'GET', path, signal: context.signal })
  if (!read.ok && read.error.kind === 'notFound') {
    return on ? { kind: 'clash', host, reason: `${host} is gone` } : { kind: 'done', detail: `${host} is gone` }
  }
  if (!read.ok) return outcomeOf(read.error, `reading node ${host}`)
  const node = read.value
  const by = node.metadata.annotations?.[ANNOTATION_CORDON]
  if (on && isCordoned(node)) return { kind: 'done', detail: `found cordoned by ${by ?? 'somebody else'}` }
  if (!on && by !== context.plan) return { kind: 'done', detail: `not cordoned by ${context.plan}` }
  const body = JSON.stringify({
    metadata: {
      resourceVersion: node.metadata.resourceVersion,
      annotations: { [ANNOTATION_CORDON]: on ? context.plan : null },
    },
    spec: { unschedulable: on ? true : null },
  })
  const patched = await client.request({
    method: 'PATCH',
    path: `${path}${dryRunQuery(context)}`,
    body,
    contentType: MERGE_PATCH,
    signal: context.signal,
  })
  return patched.ok ? { kind: 'done' } : outcomeOf(patched.error, `${on ? 'cordoning' : 'uncordoning'} ${host}`)
}
