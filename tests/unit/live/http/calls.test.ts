import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { meSchema, planListSchema } from '../../../../src/live/http/answer-schemas.ts'
import { hostsOf } from '../../../../src/live/http/host-routes.ts'
import type { ActOutcome, CreateOutcome } from '../../../../src/live/plans/plan-service.ts'
import { parseJoinToken } from '../../../../src/model/agent-token.ts'
import { planSchema, statusSchema } from '../../../../src/model/parse/plan.ts'
import { freshApi, problemIn } from './api.ts'
import { planNamed } from './scripted.ts'

const REQUEST = {
  apiVersion: 'berth.dev/v1alpha1',
  kind: 'PlanRequest',
  metadata: { name: 'p' },
  spec: { intents: [{ kind: 'bind' }] },
}
const PLAN = planNamed('p', 'ann')
const FAULT = { path: 'hosts.h1', found: 'version 2', expected: 'version 1' }

/** What a plan service may say to an action, and what becomes of it. */
const ACTED: readonly (readonly [ActOutcome, number, object])[] = [
  [{ kind: 'not-found', reason: 'gone' }, 404, { detail: 'gone' }],
  [{ kind: 'conflict', reason: 'not in draft', plan: PLAN }, 409, { type: 'urn:berth:problem:conflict' }],
  [{ kind: 'stale', faults: [FAULT], plan: PLAN }, 409, { type: 'urn:berth:problem:stale', reasons: [FAULT] }],
  [{ kind: 'denied', rule: 'some-rule', reason: 'no' }, 403, { rule: 'some-rule' }],
  [{ kind: 'unreachable', reason: 'no answer' }, 503, { type: 'urn:berth:problem:unreachable' }],
]

const REFUSE = {
  seq: 1,
  atUs: 0,
  kind: 'refuse',
  pod: 'moba/z1/logic-9',
  game: 'moba',
  zone: 'z1',
  component: 'logic',
  action: 'place',
  cpus: 4,
  memoryMib: 4,
  cause: 'launch',
  profile: 'pack',
  reasons: [{ filter: 'Cpus', hosts: 12 }],
  nearest: { resource: 'cpus', amount: 2, hosts: 3 },
} as const

const LACKING = 'no host (12 hosts have too few Cpus free)'
const CREATED: readonly (readonly [CreateOutcome, number, object])[] = [
  [{ kind: 'bad-input', faults: [FAULT] }, 400, { reasons: [FAULT] }],
  [{ kind: 'conflict', reason: 'there is a plan p' }, 409, { type: 'urn:berth:problem:conflict' }],
  [
    { kind: 'infeasible', spec: { ...PLAN.spec, refusals: [REFUSE as never] } },
    422,
    {
      type: 'urn:berth:problem:infeasible',
      reasons: [{ path: 'moba/z1/logic-9', found: LACKING, expected: '2 Cpus more on any of 3 hosts' }],
    },
  ],
  [{ kind: 'unreachable', reason: 'no answer' }, 503, { type: 'urn:berth:problem:unreachable' }],
]

describe('plans', () => {
  it('are made, listed and shown', async () => {
    const { send, give } = freshApi()
    const token = give('ann', ['author'])
    const made = await send('POST', '/api/plans', { token, body: REQUEST })
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([201, '/api/plans/p', '"1"'])
    expect(planSchema.parse(await made.json()).metadata.author).toBe('ann')
    const { plans } = planListSchema.parse(await (await send('GET', '/api/plans', { token })).json())
    expect(plans).toMatchObject([{ name: 'p', games: ['moba'], regions: ['sz'], steps: { waiting: 1 }, stepCount: 1 }])
    const shown = await send('GET', '/api/plans/p', { token })
    expect([shown.status, shown.headers.get('etag'), shown.headers.get('cache-control')]).toEqual([
      200,
      '"1"',
      'no-store',
    ])
    planSchema.parse(await shown.json())
    expect((await send('GET', '/api/plans/q', { token })).status).toBe(404)
  })

  it('are acted on as the one who asks, at the revision that was seen', async () => {
    const { send, give, plans } = freshApi()
    plans.add(PLAN)
    const sent = { token: give('ann', ['author']), body: { reason: 'ready' }, headers: { 'if-match': '"1"' } }
    const answer = await send('POST', '/api/plans/p/propose', sent)
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"'])
    expect(plans.acts).toEqual([['p', 'propose', 'ann', { reason: 'ready', ifRevision: 1 }]])
    plans.nextAct = {
      kind: 'conflict',
      reason: 'it changed',
      plan: { ...PLAN, status: { ...PLAN.status, revision: 2 } },
    }
    expect((await send('POST', '/api/plans/p/propose', sent)).status).toBe(412)
  })

  it('say what applying would do', async () => {
    const { send, give, plans } = freshApi()
    plans.add(PLAN)
    plans.nextAct = {
      kind: 'dry-run',
      plan: PLAN,
      calls: [{ step: 1, direction: 'forward', call: 'release', outcome: null }],
    }
    const sent = { token: give('oz', ['operator']), body: { dryRun: 'client' } }
    const answer = await send('POST', '/api/plans/p/apply', sent)
    expect(await answer.json()).toMatchObject({ calls: [{ call: 'release', outcome: null }] })
    expect(plans.acts).toEqual([['p', 'apply', 'oz', { dryRun: 'client' }]])
  })

  it.each(ACTED.map((row) => [row[0].kind, ...row] as const))(
    'answer an action: %s',
    async (_, outcome, status, problem) => {
      const { send, give, plans } = freshApi()
      plans.add(PLAN)
      plans.nextAct = outcome
      const answer = await send('POST', '/api/plans/p/apply', { token: give('oz', ['operator']) })
      expect(answer.status).toBe(status)
      expect(await problemIn(answer)).toMatchObject(problem)
    },
  )

  it.each(CREATED.map((row) => [row[0].kind, ...row] as const))(
    'answer a request: %s',
    async (_, outcome, status, problem) => {
      const { send, give, plans } = freshApi()
      plans.nextCreate = outcome
      const answer = await send('POST', '/api/plans', { token: give('ann', ['author']), body: REQUEST })
      expect(answer.status).toBe(status)
      expect(await problemIn(answer)).toMatchObject(problem)
    },
  )

  it('are made once under one key', async () => {
    const { send, give, plans } = freshApi()
    const sent = { token: give('ann', ['author']), body: REQUEST, headers: { 'idempotency-key': 'k1' } }
    expect((await send('POST', '/api/plans', sent)).status).toBe(201)
    const again = await send('POST', '/api/plans', sent)
    expect([again.status, plans.creations]).toEqual([200, 1])
    const other = await send('POST', '/api/plans', { ...sent, body: { ...REQUEST, metadata: { name: 'q' } } })
    expect(other.status).toBe(422)
    // Keys are each subject's own.
    expect((await send('POST', '/api/plans', { ...sent, token: give('eve', ['author']) })).status).toBe(201)
    expect((await send('POST', '/api/plans', { ...sent, headers: { 'idempotency-key': 'a b' } })).status).toBe(400)
  })

  it('are made once when the request comes again while the first is being answered', async () => {
    const { send, give, plans } = freshApi()
    let made = (): void => {}
    plans.creating = new Promise((resolve) => (made = resolve))
    const sent = { token: give('ann', ['author']), body: REQUEST, headers: { 'idempotency-key': 'k1' } }
    const both = Promise.all([1, 2, 3].map(() => send('POST', '/api/plans', sent)))
    await expect.poll(() => plans.creations).toBe(1)
    made()
    expect((await both).map((answer) => answer.status).sort()).toEqual([200, 200, 201])
    expect(plans.creations).toBe(1)
  })

  it('tell of every change as an event until the caller goes', async () => {
    const { send, give, plans } = freshApi()
    plans.add(PLAN)
    const token = give('ann', ['author'])
    const answer = await send('GET', '/api/plans/p/events', { token })
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    const next = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)
    expect(await next()).toMatch(/^event: status\nid: 1\ndata: \{.*\}\n\n$/)
    await send('POST', '/api/plans/p/propose', { token })
    const event = await next()
    expect(statusSchema.parse(JSON.parse(event.split('data: ')[1])).state).toBe('proposed')
    await reader.cancel()
    expect(plans.listeners.size).toBe(0)
  })
})

describe('the server', () => {
  it('says who somebody is and what they may', async () => {
    const { send, give } = freshApi()
    const me = meSchema.parse(await (await send('GET', '/api/me', { token: give('ann', ['author'], ['moba']) })).json())
    expect(me.may).toEqual({ read: true, author: true, approve: false, apply: false, administer: false })
    expect(me.games).toEqual(['moba'])
  })

  it('is healthy while it runs, and ready while its target answers', async () => {
    const { send, target, pass } = freshApi()
    target.silent = true
    expect(await (await send('GET', '/healthz')).json()).toEqual({ status: 'ok' })
    const answer = await send('GET', '/readyz')
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: 'the target does not answer: connection refused' },
    ])
    target.silent = false
    for (let i = 0; i < 20; i++) expect((await send('GET', '/readyz')).status).toBe(503)
    expect(target.asked).toBe(1)
    pass(20_000)
    expect((await send('GET', '/readyz')).status).toBe(200)
  })

  it('asks again whether it is ready when its clock was set back', async () => {
    const { send, target, pass } = freshApi()
    await send('GET', '/readyz')
    pass(-3_600_000)
    target.silent = true
    expect((await send('GET', '/readyz')).status).toBe(503)
  })

  it('is not ready when its store cannot be written', async () => {
    const { send, disk } = freshApi()
    disk.isFull = true
    const answer = await send('GET', '/readyz')
    expect(answer.status).toBe(503)
    expect(((await answer.json()) as { status: string }).status).toContain(
      'the store cannot be written: the disk is full',
    )
  })

  it('counts what it is asked, by route and not by name', async () => {
    const { send, give } = freshApi()
    await send('GET', '/api/plans/a', { token: give('ann', ['author']) })
    await send('GET', '/api/plans/b')
    const text = await (await send('GET', '/metrics')).text()
    expect(text).toContain('berth_http_requests_total{method="GET",route="/api/plans/{name}",status="404"} 1')
    expect(text).toContain('status="401"} 1')
    expect(text).toContain('berth_plans{state="draft"} 0')
    expect(text).toContain('berth_snapshot_age_seconds Nan')
    expect(text).not.toContain('/api/plans/a')
  })

  it('gives tokens once, under a name never given before', async () => {
    const { send, localToken: token, log } = freshApi()
    const body = { name: 'ann', roles: ['author', 'author'], games: ['moba'] }
    const made = await send('POST', '/api/tokens', { token, body })
    const fresh = (await made.json()) as { token: string; roles: string[] }
    expect([made.status, fresh.roles]).toEqual([201, ['author']])
    expect((await send('GET', '/api/me', { token: fresh.token })).status).toBe(200)
    const listed = await (await send('GET', '/api/tokens', { token })).text()
    expect(listed).toContain('"ann"')
    expect(listed).not.toContain(fresh.token)
    expect((await send('POST', '/api/tokens', { token, body })).status).toBe(409)
    expect((await send('POST', '/api/tokens', { token, body: { ...body, name: 'local' } })).status).toBe(409)
    const faulty = await send('POST', '/api/tokens', { token, body: { name: 'A', roles: ['king'], more: 1 } })
    const { reasons } = await problemIn(faulty)
    expect(reasons?.map(({ path }) => path).sort()).toEqual(['more', 'name', 'roles[0]'])
    expect(log.lines(0).filter(({ action }) => action === 'add token')).toMatchObject([
      { actor: 'local', object: 'ann' },
    ])
  })

  it('exports its audit log in lines', async () => {
    const { send, give, log } = freshApi()
    const token = give('rea', ['reader'])
    const answer = await send('GET', '/api/audit', { token })
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await answer.text()).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(log.lines(0))
    expect(await (await send('GET', '/api/audit?after=1', { token })).text()).toBe('')
    expect((await send('GET', '/api/audit?after=-1', { token })).status).toBe(400)
  })

  it('invites hosts, for a time and once, and forgets them', async () => {
    const { send, localToken: token, store, log } = freshApi()
    const made = await send('POST', '/api/agents', { token, body: { host: 'h1', minutes: 5 } })
    const invited = (await made.json()) as { token: string; expiresAtMs: number }
    expect(made.status).toBe(201)
    const read = parseJoinToken(invited.token)
    if (!read.ok) throw new Error('no join token')
    expect(read.value.authoritySha256).toBe('a'.repeat(64))
    const hash = createHash('sha256').update(read.value.secret).digest('hex')
    expect(store.agents.useToken(hash, 'h2', 0)).toBe(false)
    expect(store.agents.useToken(hash, 'h1', invited.expiresAtMs)).toBe(false)
    expect(store.agents.useToken(hash, 'h1', invited.expiresAtMs - 1)).toBe(true)
    expect(store.agents.useToken(hash, 'h1', invited.expiresAtMs - 1)).toBe(false)
    expect(JSON.stringify(log.lines(0))).not.toContain(read.value.secret)
    const agent = { host: 'h1', address: 'https://10.0.0.1:7443', fingerprint: '', serial: '1', expiresAtMs: 9 }
    store.agents.put({ ...agent, joinedAtMs: 1 })
    const listed = await (await send('GET', '/api/agents', { token })).json()
    expect(listed).toEqual({ agents: [{ host: 'h1', address: 'https://10.0.0.1:7443', expiresAtMs: 9 }] })
    expect((await send('DELETE', '/api/agents/h1', { token })).status).toBe(204)
    expect((await send('DELETE', '/api/agents/h1', { token })).status).toBe(404)
    expect((await send('POST', '/api/agents', { token, body: { host: 'H!', minutes: 0 } })).status).toBe(400)
  })

  it('shows hosts of the fleet and hosts whose agent has joined, by name', async () => {
    const { send, localToken: token } = freshApi()
    expect(await (await send('GET', '/api/hosts', { token })).json()).toEqual({ hosts: [] })
    const node = { isConnected: false, sharedCpus: '0-7', kubeletPolicy: 'static', unfenced: 'no' }
    const seen = { version: null, lastSeenMs: null, reason: 'h1: no', drifted: 2 }
    const agent = { address: 'https://10.0.0.1:7443', ...seen, node }
    const host = { version: '1', foreign: { cpus: '', memoryMib: {} }, foreignPods: [] }
    const snapshot = { hosts: [{ ...host, name: 'h2', ready: true, cordoned: false }] }
    expect(hostsOf(snapshot, new Map([['h1', agent]]))).toEqual([
      { host: 'h1', ready: null, cordoned: null, agent },
      { host: 'h2', ready: true, cordoned: false, agent: null },
    ])
    const silent = freshApi()
    silent.target.silent = true
    expect((await silent.send('GET', '/api/hosts', { token: silent.localToken })).status).toBe(503)
  })
})
