import { z } from '@hono/zod-openapi'
import type { Clock } from '../clock.ts'
import type { ApiParts } from './api-parts.ts'
import type { ApiRoute } from './api-route.ts'
import { inTime } from './in-time.ts'
import type { Metrics } from './metrics.ts'

const healthSchema = z.strictObject({ status: z.string() }).openapi('Health')

/** How long a target may take to answer before the server counts as not ready. */
const READY_WAIT_MS = 5000
/** An answer this young is not asked for again. */
const READY_AGE_MS = 10_000

/** What machines ask: health, readiness, metrics, which name hosts, the description of the API. None needs a token. */
export function serviceRoutes(parts: ApiParts, metrics: Metrics, document: () => object): readonly ApiRoute[] {
  const notReady = shared(parts.clock, async () => (await storeFault(parts)) ?? (await targetFault(parts)))
  return [
    {
      method: 'get',
      path: '/healthz',
      summary: 'Whether the process is up',
      open: true,
      answers: [{ status: 200, description: 'up', schema: healthSchema }],
      problems: [],
      run: (context) => context.json({ status: 'ok' }),
    },
    {
      method: 'get',
      path: '/readyz',
      summary: 'Whether the store can be written and the target answers',
      open: true,
      answers: [
        { status: 200, description: 'ready', schema: healthSchema },
        { status: 503, description: 'not ready, and why', schema: healthSchema },
      ],
      problems: [],
      async run(context) {
        const reason = await notReady()
        return reason === null ? context.json({ status: 'ok' }) : context.json({ status: reason }, 503)
      },
    },
    {
      method: 'get',
      path: '/metrics',
      summary: 'Figures in the text format of Prometheus',
      open: true,
      answers: [{ status: 200, description: 'metrics', type: 'text/plain' }],
      problems: [],
      run: async (context) => context.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType }),
    },
    {
      method: 'get',
      path: '/openapi.json',
      summary: 'This description',
      open: true,
      answers: [{ status: 200, description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) }],
      problems: [],
      run: (context) => context.json(document()),
    },
  ]
}

/** What is wrong, or null. Callers within READY_AGE_MS share one answer: nobody without a token makes it work. */
type Probe = () => Promise<string | null>

function shared(clock: Clock, ask: Probe): Probe {
  let asked: Promise<string | null> | null = null
  let askedAtMs = 0
  return () => {
    if (asked === null || !isYoung(askedAtMs, clock)) {
      askedAtMs = clock.nowMs()
      asked = ask()
    }
    return asked
  }
}

/** What is from a time to come is of a clock that was set back since, and may be of any age. */
function isYoung(atMs: number, clock: Clock): boolean {
  const ageMs = clock.nowMs() - atMs
  return ageMs >= 0 && ageMs < READY_AGE_MS
}

async function storeFault({ probeStore }: ApiParts): Promise<string | null> {
  try {
    probeStore()
    return null
  } catch (error) {
    return `the store cannot be written: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Asks the target when nobody has lately. */
async function targetFault({ target, clock, agentHealth }: ApiParts): Promise<string | null> {
  const { last } = target
  if (last !== null && target.reason === '' && isYoung(last.observedAtMs, clock)) return null
  const late = new Error(`no answer in ${READY_WAIT_MS} ms`)
  try {
    await inTime(READY_WAIT_MS, late, (signal) => target.snapshot(signal))
    return null
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    // One agent that swallows what it is asked holds up a snapshot, and nobody else's work.
    const mayBeOne = reason === late.message && last !== null && target.ref.kind !== 'kubernetes'
    if (mayBeOne && [...(await agentHealth()).values()].some((agent) => agent.reason === '')) return null
    return `the target does not answer: ${reason}`
  }
}
