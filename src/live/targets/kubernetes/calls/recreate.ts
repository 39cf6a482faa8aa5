import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ClusterView } from '../cluster-view.ts'
import { apply } from './create.ts'
import { outcomeOf } from './outcome.ts'
import { decisionId, isWorkOf, readPod } from './subject.ts'

type Loose = Readonly<Record<string, unknown>>

/**
 * Makes a bare pod again as it was before it was bound: there, and on no host. A pod of that name that this step did
 * not end, or that somebody else made since, is theirs and stays as it is.
 */
export async function recreate(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  const { step, memo } = request
  if (typeof memo['controller'] === 'string') {
    const reason = `${step.objectName} was ended; ${memo['controller']} makes a pod in its place, not this plan`
    return { kind: 'refused', reason }
  }
  const read = await readPod(view, step.objectName, request.signal)
  if (!read.ok) return outcomeOf(read.error, `reading ${step.objectName}`)
  if (read.value !== null && !isWorkOf(read.value, decisionId(request))) {
    return { kind: 'done', detail: `${step.objectName} is there` }
  }
  const manifest = memo['manifest'] as Loose | undefined
  if (manifest === undefined) return { kind: 'done', detail: `${step.objectName} was gone already` }
  return apply(view, request, manifest)
}
