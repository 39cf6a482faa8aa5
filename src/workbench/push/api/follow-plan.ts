import type { Plan, PlanStatus } from '../../../model/plan.ts'
import type { Answer } from './answer.ts'
import { EventText } from './event-text.ts'
import type { PushApi } from './push-api.ts'

/** How news of a plan arrives: pushed, asked for every few seconds, or not at all for the moment. */
export type Following = 'stream' | 'polling' | 'cut'

export interface FollowEvents {
  status(status: PlanStatus): void
  following(how: Following): void
}

const BACKOFF_MS = [500, 1000, 2000, 5000, 10_000] as const
const POLL_MS = 2000
/** After so many streams in a row that gave nothing, the plan is asked for instead; a stream is tried now and then. */
const STREAMS_TRIED = 3
const POLLS_BEFORE_STREAM = 15

/** Follows the status of a plan until aborted: by stream, after cuts again with growing pauses, else by asking. */
export async function followPlan(api: PushApi, plan: string, events: FollowEvents, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    if (failures < STREAMS_TRIED) {
      if (await readStream(api, plan, events, signal)) failures = 0
      if (signal.aborted) return
      events.following('cut')
      await pause(BACKOFF_MS[Math.min(failures++, BACKOFF_MS.length - 1)], signal)
      continue
    }
    for (let i = 0; i < POLLS_BEFORE_STREAM && !signal.aborted; i++) {
      const answer: Answer<Plan> = await api.plan(plan)
      if (signal.aborted) return
      if (answer.ok) events.status(answer.value.status)
      events.following(answer.ok ? 'polling' : 'cut')
      await pause(POLL_MS, signal)
    }
    failures = STREAMS_TRIED - 1
  }
}

/** Reads one stream to its end; true when it gave anything. */
async function readStream(api: PushApi, plan: string, events: FollowEvents, signal: AbortSignal): Promise<boolean> {
  let gave = false
  try {
    const response = await api.events(plan, signal)
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (!response.ok || !isStream || response.body === null) return false
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    const text = new EventText()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return gave
      for (const event of text.push(value)) {
        const status = JSON.parse(event.text) as Partial<PlanStatus>
        if (status.state === undefined || status.steps === undefined) continue
        gave = true
        events.following('stream')
        events.status(status as PlanStatus)
      }
    }
  } catch {
    return gave
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
