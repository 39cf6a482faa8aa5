import type { CallOutcome, CallRequest } from '../../target.ts'
import type { ClusterView } from '../cluster-view.ts'
import { awaitResize } from './await-resize.ts'
import { bind } from './bind.ts'
import type { CallName } from './calls-of.ts'
import { create } from './create.ts'
import { end } from './end.ts'
import { gone } from './gone.ts'
import { manifest } from './manifest.ts'
import { recreate } from './recreate.ts'
import { resize } from './resize.ts'
import { verify } from './verify.ts'

type Call = (view: ClusterView, request: CallRequest) => Promise<CallOutcome>

const CALLS: Readonly<Record<CallName, Call>> = {
  manifest,
  create,
  bind,
  verify,
  resize,
  'await-resize': awaitResize,
  evict: end,
  delete: end,
  gone,
  recreate,
}

/** Makes one call. Never throws for what the cluster did; a caller that gave up is no answer. */
export async function makeCall(view: ClusterView, request: CallRequest): Promise<CallOutcome> {
  const call = CALLS[request.call as CallName]
  if (call === undefined) return { kind: 'refused', reason: `there is no call ${request.call}` }
  try {
    return await call(view, request)
  } catch (error) {
    if (request.signal.aborted) return { kind: 'unreachable', reason: 'the call was broken off' }
    throw error
  }
}
