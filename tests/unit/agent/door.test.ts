import { request as httpsRequest } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAgentApp } from '../../../src/agent/door/agent-app.ts'
import { type HttpsDoor, openHttpsDoor, type TlsIdentity } from '../../../src/agent/door/https-door.ts'
import type { ApplyOutcome, HostService } from '../../../src/agent/host-service.ts'
import type { AgentProblem, AllocationRequest } from '../../../src/model/agent.ts'
import { createAuthority, issueIdentity } from './certificates.ts'
import { REQUEST, reportOf } from './requests.ts'

/** A service that holds one pod and answers an apply as told. */
function serviceOf(answer?: ApplyOutcome): HostService & { readonly applied: AllocationRequest[] } {
  const applied: AllocationRequest[] = []
  return {
    applied,
    report: () => Promise.reject(new Error('the disk is gone')),
    list: async () => ({ version: '0.1.0', allocations: [reportOf(REQUEST)], change: 7 }),
    read: async (pod) => (pod === REQUEST.pod ? reportOf(REQUEST) : null),
    apply: async (request) => {
      applied.push(request)
      return answer ?? { kind: 'applied', report: reportOf(request) }
    },
    release: async (pod) =>
      pod === REQUEST.pod ? { kind: 'released', report: { pod, undone: ['cpus'], movedPids: [4] } } : null,
    changes: async (after, signal) => {
      await new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', resolve)))
      return { changes: [], change: after }
    },
  }
}

const POD = encodeURIComponent(REQUEST.pod)
const put = (body: unknown) => ({ method: 'PUT', body: typeof body === 'string' ? body : JSON.stringify(body) })

describe('the protocol', () => {
  it('reads, applies and releases the pod that the address names', async () => {
    const service = serviceOf()
    const app = createAgentApp(service)
    const read = await app.request(`/v1/allocations/${POD}`)
    expect(await read.json()).toEqual(reportOf(REQUEST))
    const applied = await app.request(`/v1/allocations/${POD}`, put(REQUEST))
    expect(applied.status).toBe(200)
    expect(service.applied).toEqual([REQUEST])
    const released = await app.request(`/v1/allocations/${POD}`, { method: 'DELETE' })
    expect(await released.json()).toEqual({ pod: REQUEST.pod, undone: ['cpus'], movedPids: [4] })
    expect(await (await app.request('/v1/allocations')).json()).toMatchObject({ change: 7 })
  })

  it('serves many hosts, each under its name', async () => {
    const app = createAgentApp((name) => (name === 'h1' ? serviceOf() : null))
    expect((await app.request(`/hosts/h1/v1/allocations/${POD}`)).status).toBe(200)
    const missing = await app.request(`/hosts/h2/v1/allocations/${POD}`)
    expect(missing.status).toBe(404)
    expect(((await missing.json()) as AgentProblem).detail).toContain('"h2"')
  })

  it('lists every fault of a body at once', async () => {
    const holding = { ...REQUEST.holding, cpus: '', vf: undefined, mac: '01:00:0a:03:04:0a', memoryMib: { x: 1 } }
    const app = createAgentApp(serviceOf())
    const answer = await app.request(`/v1/allocations/${POD}`, put({ ...REQUEST, holding }))
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const { reasons } = (await answer.json()) as AgentProblem
    const paths = ['holding.cpus', 'holding.mac', 'holding.memoryMib', 'holding.vf']
    expect(reasons.map((reason) => reason.path).sort()).toEqual(paths)
  })

  it.each([
    ['no JSON', '{', 400],
    ['a body for another pod', { ...REQUEST, pod: 'lobby/main/room-1' }, 400],
    ['an unknown key', { ...REQUEST, extra: 1 }, 400],
    ['a body over the limit', JSON.stringify({ ...REQUEST, decisionId: 'x'.repeat(70_000) }), 413],
  ])('refuses %s and applies nothing', async (_, body, status) => {
    const service = serviceOf()
    const answer = await createAgentApp(service).request(`/v1/allocations/${POD}`, put(body))
    expect(answer.status).toBe(status)
    expect(service.applied).toEqual([])
  })

  it.each(['..%2F..%2Fetc', '%2Fetc', 'A%2FB', 'a%2Fb%2Fc%2Fd'])('takes no pod called %s', async (name) => {
    const answer = await createAgentApp(serviceOf()).request(`/v1/allocations/${name}`, { method: 'DELETE' })
    expect(answer.status).toBe(400)
  })

  it.each([
    [{ kind: 'refused', taken: true }, 409],
    [{ kind: 'refused', taken: false }, 422],
    [{ kind: 'failed', undone: ['cpus back to 4-5'], report: null }, 422],
  ] as const)('tells the outcome %o as %i, with its reasons', async (outcome, status) => {
    const reasons = [{ path: 'holding.cpus', found: 'EBUSY', expected: '4-5' }]
    const app = createAgentApp(serviceOf({ ...outcome, reasons } as ApplyOutcome))
    const answer = await app.request(`/v1/allocations/${POD}`, put(REQUEST))
    expect(answer.status).toBe(status)
    const body = (await answer.json()) as AgentProblem
    expect(body.reasons).toEqual(reasons)
    expect(body.undone).toEqual('undone' in outcome ? outcome.undone : undefined)
  })

  it('says what failed inside without a stack trace', async () => {
    const answer = await createAgentApp(serviceOf()).request('/v1/host')
    expect(answer.status).toBe(500)
    expect(((await answer.json()) as AgentProblem).detail).toBe('the disk is gone')
  })

  it('ends a wait for changes when the caller goes away', async () => {
    const gone = new AbortController()
    const answer = createAgentApp(serviceOf()).request('/v1/changes?after=3', { signal: gone.signal })
    gone.abort()
    expect(await (await answer).json()).toEqual({ changes: [], change: 3 })
    expect((await createAgentApp(serviceOf()).request('/v1/changes?after=x')).status).toBe(400)
  })
})

describe('the door', () => {
  let door: HttpsDoor
  const identities: Record<string, TlsIdentity> = {}

  beforeAll(async () => {
    const [ours, theirs] = [await createAuthority(), await createAuthority('another authority')]
    identities.host = await issueIdentity(ours, 'agent', 'h1')
    identities.renewed = await issueIdentity(ours, 'agent', 'h1', '04')
    identities.adapter = await issueIdentity(ours, 'adapter', 'berth')
    identities.neighbour = await issueIdentity(ours, 'agent', 'h2')
    identities.stranger = { ...(await issueIdentity(theirs, 'adapter', 'berth')), authority: ours.pem }
    const app = createAgentApp(serviceOf())
    const callers = ['adapter'] as const
    door = await openHttpsDoor({ address: '127.0.0.1', port: 0, identity: identities.host, callers, fetch: app.fetch })
  })
  afterAll(() => door.close())

  /** Status and serial number of the server's certificate. */
  function call(identity: TlsIdentity | null): Promise<{ status: number; serial: string }> {
    const tls =
      identity === null
        ? { ca: identities.host.authority }
        : { ca: identity.authority, cert: identity.certificate, key: identity.key }
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: door.port, path: '/v1/allocations', agent: false as const, ...tls }
      const call = httpsRequest(options, (answer) => {
        answer.resume()
        const { serialNumber } = (answer.socket as import('node:tls').TLSSocket).getPeerCertificate()
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, serial: serialNumber }))
      })
      call.on('error', reject).end()
    })
  }

  it('lets the adapter in', async () => {
    expect((await call(identities.adapter)).status).toBe(200)
  })

  it('refuses another agent, a caller without a certificate, and one of another authority', async () => {
    expect((await call(identities.neighbour)).status).toBe(403)
    await expect(call(null)).rejects.toThrow(/certificate required|hang up|ECONNRESET|EPIPE/)
    await expect(call(identities.stranger)).rejects.toThrow(/unknown ca|alert|hang up|ECONNRESET|EPIPE/)
  })

  it('shows a renewed certificate to the next caller', async () => {
    const before = await call(identities.adapter)
    door.renew(identities.renewed)
    const after = await call(identities.adapter)
    expect([before.serial, after.serial]).toEqual(['02', '04'])
  })
})
