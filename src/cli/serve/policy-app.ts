import { Hono } from 'hono'
import { POLICY_CHANGES_PATH, POLICY_PATH, type PolicyAnswer, type ServedPolicy } from '../../model/policy-report.ts'
import type { WatchedPolicy } from '../policy/watched-policy.ts'

const FRESH = { 'Cache-Control': 'no-store' }
const KEPT = {
  'Cache-Control': 'public, max-age=31536000, immutable',
  'Content-Type': 'text/javascript; charset=utf-8',
}

/** What the workbench asks about the policy that it was started with; null: with none. */
export function createPolicyApp(watched: WatchedPolicy | null): Hono {
  const app = new Hono()
  app.get(POLICY_PATH, (context) => {
    return context.json({ policy: watched?.served ?? null } satisfies PolicyAnswer, 200, FRESH)
  })
  if (watched === null) return app
  app.get(POLICY_CHANGES_PATH, (context) => {
    return context.body(changesOf(watched), 200, { ...FRESH, 'Content-Type': 'text/event-stream' })
  })
  app.get('/policy/:file{.+\\.js}', (context) => {
    const text = watched.bundle(context.req.param('file').replace(/\.js$/, ''))
    return text === null ? context.text('no such version of the policy\n', 404) : context.body(text, 200, KEPT)
  })
  return app
}

/** The policy as it is, and again after each change. */
function changesOf(watched: WatchedPolicy): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let stop = (): void => {}
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (served: ServedPolicy): void => {
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(served)}\n\n`))
      }
      stop = watched.subscribe(write)
      write(watched.served)
    },
    cancel: () => stop(),
  })
}
