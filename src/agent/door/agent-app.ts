import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AGENT_PROTOCOL } from '../../model/agent.ts'
import { agentPodName, parseAllocationRequest } from '../../model/parse/agent.ts'
import { show } from '../../model/parse/faults.ts'
import type { ApplyOutcome, HostService, ReleaseOutcome } from '../host-service.ts'
import { problem, sentenceOf } from './problem.ts'

/** Largest body taken; an allocation request is about 600 bytes. */
export const BODY_BYTES_MAX = 64 * 1024

/** How long a caller waits for the next change at most. */
export const CHANGES_WAIT_MS = 20_000

/** One host, or many by name, each under `/hosts/NAME`. */
export type HostServices = HostService | ((hostName: string) => HostService | null)

/** The protocol of `model/agent.ts` as a plain fetch application. Who may call is for the door in front of it. */
export function createAgentApp(services: HostServices): Hono {
  const app = new Hono()
  const base = typeof services === 'function' ? `/hosts/:host/${AGENT_PROTOCOL}` : `/${AGENT_PROTOCOL}`
  const serviceOf = (c: Context): HostService | null => {
    return typeof services === 'function' ? services(c.req.param('host') ?? '') : services
  }
  const on = (act: (c: Context, service: HostService) => Promise<Response>) => {
    return async (c: Context): Promise<Response> => {
      const service = serviceOf(c)
      return service === null ? problem(404, `no host ${show(c.req.param('host'))} here`) : act(c, service)
    }
  }
  const limit = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: () => problem(413, `a body of more than ${BODY_BYTES_MAX} bytes`),
  })
  app.get(
    `${base}/host`,
    on(async (_, service) => Response.json(await service.report())),
  )
  app.get(
    `${base}/allocations`,
    on(async (_, service) => Response.json(await service.list())),
  )
  app.get(`${base}/allocations/:pod`, on(readOne))
  app.put(`${base}/allocations/:pod`, limit, on(applyOne))
  app.delete(`${base}/allocations/:pod`, on(releaseOne))
  app.get(`${base}/changes`, on(answerChanges))
  app.notFound((c) => problem(404, `no ${c.req.method} ${show(new URL(c.req.url).pathname)} in ${AGENT_PROTOCOL}`))
  app.onError((error) => problem(500, error.message))
  return app
}

/** The body of a request, or the answer that says that it is no JSON. expected: what it should be. */
export async function jsonBody(c: Context, expected: string): Promise<{ readonly value: unknown } | Response> {
  try {
    return { value: JSON.parse(await c.req.text()) }
  } catch {
    return problem(400, 'the body is no JSON', [{ path: '', found: 'no JSON', expected }])
  }
}

/** The pod in the address, or the answer that says why it is none. */
function podOf(c: Context): string | Response {
  const parsed = agentPodName.safeParse(c.req.param('pod'))
  if (parsed.success) return parsed.data
  const expected = parsed.error.issues[0].message
  return problem(400, 'the address names no pod', [{ path: 'pod', found: show(c.req.param('pod')), expected }])
}

async function readOne(c: Context, service: HostService): Promise<Response> {
  const pod = podOf(c)
  if (typeof pod !== 'string') return pod
  const report = await service.read(pod)
  return report === null ? problem(404, `nothing is held for ${pod}`) : Response.json(report)
}

async function applyOne(c: Context, service: HostService): Promise<Response> {
  const pod = podOf(c)
  if (typeof pod !== 'string') return pod
  const body = await jsonBody(c, 'an AllocationRequest')
  if (body instanceof Response) return body
  const parsed = parseAllocationRequest(body.value)
  if (!parsed.ok) return problem(400, sentenceOf(parsed.faults), parsed.faults)
  if (parsed.value.pod !== pod) {
    const reasons = [{ path: 'pod', found: show(parsed.value.pod), expected: `${show(pod)}, as in the address` }]
    return problem(400, sentenceOf(reasons), reasons)
  }
  return applyAnswer(await service.apply(parsed.value))
}

function applyAnswer(outcome: ApplyOutcome): Response {
  switch (outcome.kind) {
    case 'applied':
      return Response.json(outcome.report)
    case 'refused':
      return problem(outcome.taken ? 409 : 422, sentenceOf(outcome.reasons), outcome.reasons)
    case 'failed': {
      const report = outcome.report === null ? {} : { report: outcome.report }
      return problem(422, sentenceOf(outcome.reasons), outcome.reasons, { undone: outcome.undone, ...report })
    }
  }
}

async function releaseOne(c: Context, service: HostService): Promise<Response> {
  const pod = podOf(c)
  if (typeof pod !== 'string') return pod
  const outcome: ReleaseOutcome | null = await service.release(pod)
  if (outcome === null) return problem(404, `nothing is held for ${pod}`)
  if (outcome.kind === 'released') return Response.json(outcome.report)
  return problem(422, sentenceOf(outcome.reasons), outcome.reasons, { undone: outcome.undone })
}

/** Answers a call for changes above `after`. */
export async function answerChanges(c: Context, service: Pick<HostService, 'changes'>): Promise<Response> {
  const text = c.req.query('after') ?? '0'
  if (!/^\d{1,15}$/.test(text)) {
    const reasons = [{ path: 'after', found: show(text), expected: 'the number of a change' }]
    return problem(400, sentenceOf(reasons), reasons)
  }
  // A timer of its own: Node 20 forgets an AbortSignal.timeout that only AbortSignal.any knows, and nobody is woken.
  const ended = new AbortController()
  const timer = setTimeout(() => ended.abort(), CHANGES_WAIT_MS)
  try {
    const signal = AbortSignal.any([c.req.raw.signal, ended.signal])
    return Response.json(await service.changes(Number(text), signal))
  } finally {
    clearTimeout(timer)
  }
}
