import type { Plan } from '../../model/plan.ts'
import type { PlanService } from '../plans/plan-service.ts'

/** Proxies close connections on which nothing comes; so does a client that waits for a dead server. */
const BEAT_MS = 15_000

/**
 * Server-sent events of one plan: its status now and whenever it changed, `id` the revision, and a comment now and
 * then. For a reader that falls behind one event waits at most, and the latest status is written when it has been read.
 * stillMay: asked with each beat; the stream ends when it says no.
 */
export function planEvents(plans: PlanService, plan: Plan, stillMay: () => boolean): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const { name } = plan.metadata
  let stop = (): void => {}
  let latest: Plan | null = plans.get(name) ?? plan
  const isRead = ({ desiredSize }: Controller): boolean => (desiredSize ?? 0) > 0
  const write = (controller: Controller): void => {
    if (latest === null || !isRead(controller)) return
    const text = eventOf(latest)
    latest = null // First: enqueue pulls again while a reader waits.
    controller.enqueue(encoder.encode(text))
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const beat = (): void => {
        if (!stillMay()) {
          stop()
          controller.close()
        } else if (isRead(controller)) controller.enqueue(encoder.encode(': still here\n\n'))
      }
      const unsubscribe = plans.subscribe((changed) => {
        if (changed.metadata.name !== name) return
        latest = changed
        write(controller)
      })
      const timer = setInterval(beat, BEAT_MS)
      timer.unref()
      stop = () => {
        unsubscribe()
        clearInterval(timer)
      }
    },
    pull: write,
    cancel: () => stop(),
  })
}

type Controller = ReadableStreamDefaultController<Uint8Array>

function eventOf({ status }: Plan): string {
  return `event: status\nid: ${status.revision}\ndata: ${JSON.stringify(status)}\n\n`
}
