import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../../model/api.ts'
import type { Plan, PlanState, PlanStatus } from '../../model/plan.ts'
import { formatCount } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { ApiClient } from './api-client.ts'

const RETRY_MS = 1000
/** Times in a row that a lost stream is opened again before the server counts as gone: it may be started again. */
const RETRIES_MAX = 30
/** No answer at all, and that of a server that is starting. */
const PASSING: readonly number[] = [0, 503]

/** States in which a plan moves by itself; in all others it waits for a person. */
export function isMoving(state: PlanState): boolean {
  return state === 'applying'
}

/** How following ended: the plan stands, the signal came (status: seen last), or nobody answers any more. */
export type Followed =
  | { readonly kind: 'stands'; readonly status: PlanStatus }
  | { readonly kind: 'interrupted'; readonly status: PlanStatus }
  | { readonly kind: 'lost'; readonly problem: Problem }

/**
 * Follows a plan until it no longer moves by itself or the signal comes, with a bar on stderr. A stream that breaks is
 * opened again, also at a server that was started anew.
 */
export async function followPlan(
  client: ApiClient,
  plan: Plan,
  quiet: boolean,
  stopped: AbortSignal,
): Promise<Followed> {
  const progress = startProgress(plan.metadata.name, quiet)
  let last = plan.status
  const show = (status: PlanStatus): void => {
    last = status
    progress.at(shareOf(status), noteOf(plan, status))
  }
  try {
    let failures = 0
    for (;;) {
      const answer = await client.open(`/api/plans/${plan.metadata.name}/events`, stopped)
      if (stopped.aborted) return { kind: 'interrupted', status: last }
      if (answer instanceof Object && 'body' in answer) {
        const status = await readUntilStill(answer as Response, show, stopped)
        if (status !== null) return { kind: 'stands', status }
        if (stopped.aborted) return { kind: 'interrupted', status: last }
        failures = 0
      } else if (++failures > RETRIES_MAX || !PASSING.includes((answer as Problem).status)) {
        return { kind: 'lost', problem: answer as Problem }
      }
      await sleep(RETRY_MS, undefined, { signal: stopped }).catch(() => undefined)
    }
  } finally {
    progress.end()
  }
}

/** Reads events until the plan stands; null when the stream ends before, or the signal came. */
async function readUntilStill(
  answer: Response,
  show: (status: PlanStatus) => void,
  stopped: AbortSignal,
): Promise<PlanStatus | null> {
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  // The signal of a request ends what comes over a socket, not the stream of an application in this process.
  const cancel = (): void => void reader.cancel().catch(() => undefined)
  stopped.addEventListener('abort', cancel, { once: true })
  const decoder = new TextDecoder()
  let pending = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return null
      const events = (pending + decoder.decode(value, { stream: true })).split('\n\n')
      pending = events.pop() ?? ''
      for (const event of events) {
        const status = statusIn(event)
        if (status === null) continue
        show(status)
        if (!isMoving(status.state)) return status
      }
    }
  } catch {
    return null // The stream broke; the caller opens it again.
  } finally {
    stopped.removeEventListener('abort', cancel)
    cancel()
  }
}

function statusIn(event: string): PlanStatus | null {
  const line = event.split('\n').find((candidate) => candidate.startsWith('data: '))
  return line === undefined ? null : (JSON.parse(line.slice('data: '.length)) as PlanStatus)
}

function shareOf({ steps, direction }: PlanStatus): number {
  const done = steps.filter(({ state }) => (direction === 'forward' ? state === 'applied' : state !== 'applied')).length
  return steps.length === 0 ? 1 : done / steps.length
}

function noteOf(plan: Plan, status: PlanStatus): string {
  const wave = plan.spec.waves[status.wave]?.name ?? 'last wave'
  const applied = status.steps.filter(({ state }) => state === 'applied').length
  const way = status.direction === 'back' ? 'taking back' : wave
  return `${way}, ${formatCount(applied)} of ${formatCount(status.steps.length)} applied`
}
