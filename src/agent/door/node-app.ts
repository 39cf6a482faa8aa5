import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AGENT_PROTOCOL } from '../../model/agent.ts'
import { show } from '../../model/parse/faults.ts'
import { parseNodePodRequest, podUid } from '../../model/parse/node-pod.ts'
import type { NodePodOutcome, NodeService } from '../node/node-service.ts'
import { answerChanges, BODY_BYTES_MAX, jsonBody } from './agent-app.ts'
import { problem, sentenceOf } from './problem.ts'

/** The part of `model/agent.ts` that the agent of a Kubernetes Node serves. */
export function createNodeApp(service: NodeService): Hono {
  const app = new Hono()
  const base = `/${AGENT_PROTOCOL}`
  const limit = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: () => problem(413, `the body is longer than ${BODY_BYTES_MAX} bytes`),
  })
  app.get(`${base}/host`, async () => Response.json(await service.report()))
  app.get(`${base}/changes`, (c) => answerChanges(c, service))
  app.get(`${base}/pods`, async () => Response.json(await service.pods()))
  app.put(`${base}/pods/:uid`, limit, (c) => applyPod(c, service))
  app.notFound((c) => {
    const words = `no ${c.req.method} ${show(new URL(c.req.url).pathname)} on a Kubernetes Node`
    return problem(404, words)
  })
  app.onError((error) => problem(500, error.message))
  return app
}

async function applyPod(c: Context, service: NodeService): Promise<Response> {
  const uid = podUid.safeParse(c.req.param('uid'))
  if (!uid.success) {
    const expected = uid.error.issues[0].message
    return problem(400, 'the address names no pod', [{ path: 'uid', found: show(c.req.param('uid')), expected }])
  }
  const body = await jsonBody(c, 'a NodePodRequest')
  if (body instanceof Response) return body
  const request = parseNodePodRequest(body.value)
  if (!request.ok) return problem(400, sentenceOf(request.faults), request.faults)
  return answerOf(await service.apply(uid.data, request.value))
}

function answerOf(outcome: NodePodOutcome): Response {
  switch (outcome.kind) {
    case 'applied':
      return Response.json(outcome.report)
    case 'refused':
      return problem(outcome.taken ? 409 : 422, sentenceOf(outcome.reasons), outcome.reasons)
    case 'failed':
      return problem(422, `the container runtime refused: ${outcome.reason}`)
    case 'unavailable':
      return problem(503, 'there is no connection to the container runtime')
  }
}
