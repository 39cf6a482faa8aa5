import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ClusterView } from '../cluster-view.ts'
import { apply } from './create.ts'

type Loose = Readonly<Record<string, unknown>>

/** Makes a bare pod again as it was before it was bound: there, and on no host. */
export async function recreate(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  const { step, memo } = request
  if (typeof memo['controller'] === 'string') {
    const reason = `${step.objectName} was ended; ${memo['controller']} makes a pod in its place, not this plan`
    return { kind: 'refused', reason }
  }
  const manifest = memo['manifest'] as Loose | undefined
  if (manifest === undefined) return { kind: 'done', detail: `${step.objectName} was gone already` }
  return apply(view, request, manifest)
}
