import type { Plan } from '../../model/plan.ts'
import type { PlanService } from '../plans/plan-service.ts'

/** Proxies close connections on which nothing comes; so does a client that waits for a dead server. */
const BEAT_MS = 15_000

/**
 * Server-sent events of one plan: its status now and whenever it changed, `id` the revision, and a comment now and
 * then.
 * stillMay: asked with each beat; the stream ends when it says no.
 */
export function planEvents(plans: PlanService, plan: Plan, stillMay: () => boolean): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const { name } = plan.metadata
  let stop = (): void => {}
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (): void => {
        stop()
        controller.close()
      }
      const write = (text: string): void => controller.enqueue(encoder.encode(text))
      const unsubscribe = plans.subscribe((changed) => {
        if (changed.metadata.name === name) write(eventOf(changed))
      })
      const timer = setInterval(() => (stillMay() ? write(': still here\n\n') : end()), BEAT_MS)
      timer.unref()
      stop = () => {
        unsubscribe()
        clearInterval(timer)
      }
      write(eventOf(plans.get(name) ?? plan))
    },
    cancel: () => stop(),
  })
}

function eventOf({ status }: Plan): string {
  return `event: status\nid: ${status.revision}\ndata: ${JSON.stringify(status)}\n\n`
}
