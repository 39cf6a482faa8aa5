import { describe, expect, it } from 'vitest'
import { BODY_BYTES_MAX } from '../../../../src/live/http/read-body.ts'
import { freshApi, problemIn, type Sent } from './api.ts'
import { planNamed } from './scripted.ts'

const REQUEST = {
  apiVersion: 'berth.dev/v1alpha1',
  kind: 'PlanRequest',
  metadata: { name: 'p' },
  spec: { intents: [{ kind: 'bind' }] },
}

describe('who has no token', () => {
  it('is told how the first author and approver are made, until there are some', async () => {
    const { send, give } = freshApi()
    const firstSteps = async () => (await problemIn(await send('GET', '/api/me'))).firstSteps
    expect(await firstSteps()).toEqual([
      'on the machine of the server, with its --data if it has one:',
      'nobody is author, nobody is approver, nobody is operator yet; who approves a plan is not who wrote it:',
      '  npx berth access add NAME --role author,operator',
      '  npx berth access add OTHER-NAME --role approver',
    ])
    give('ann', ['author', 'operator'])
    expect((await firstSteps())?.slice(2)).toEqual(['  npx berth access add OTHER-NAME --role approver'])
    give('bob', ['approver'])
    expect(await firstSteps()).toBeUndefined()
  })
})

describe('who asks', () => {
  it.each([
    ['no token', {}, 'Bearer realm="berth"'],
    ['another scheme', { headers: { authorization: 'Basic eDp5' } }, 'Bearer realm="berth", error="invalid_request"'],
    ['a wrong token', { token: `berth_${'A'.repeat(43)}` }, 'Bearer realm="berth", error="invalid_token"'],
    ['half a token', { token: 'berth_abc' }, 'Bearer realm="berth", error="invalid_token"'],
  ] as const)('is refused with %s, and recorded', async (_, sent, challenge) => {
    const { send, refused } = freshApi()
    for (const path of ['/api/me', '/api/plans', '/api/no-such-call']) {
      const answer = await send('GET', path, sent)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe(challenge)
      expect((await problemIn(answer)).status).toBe(401)
    }
    expect(refused().map(({ actor, action }) => [actor, action])).toEqual([
      ['anonymous', 'GET /api/me'],
      ['anonymous', 'GET /api/plans'],
      ['anonymous', 'GET /api/no-such-call'],
    ])
  })

  it('is known until the token is revoked', async () => {
    const { send, give, localToken, refused } = freshApi()
    const token = give('ann', ['author'])
    expect((await send('GET', '/api/me', { token })).status).toBe(200)
    expect((await send('DELETE', '/api/tokens/ann', { token: localToken })).status).toBe(204)
    const answer = await send('GET', '/api/me', { token })
    expect(answer.status).toBe(401)
    expect((await problemIn(answer)).detail).toBe('the token of ann was revoked')
    expect(refused()).toHaveLength(1)
    expect((await send('DELETE', '/api/tokens/ann', { token: localToken })).status).toBe(404)
  })

  it('never shows a token in the log or the store', async () => {
    const { send, give, log, store } = freshApi()
    const token = give('ann', ['author'])
    await send('GET', '/api/me', { token: token.slice(0, -1) })
    expect(JSON.stringify([log.lines(0), store.tokens.all()])).not.toContain(token.slice(6, 30))
  })

  it('cannot flood the audit log: a minute of noise is some lines and a count', async () => {
    const { send, api, refused, pass } = freshApi()
    for (let i = 0; i < 500; i++) await send('GET', `/api/plans/${i}${'x'.repeat(5000)}`)
    expect(refused()).toHaveLength(20)
    pass(60_000)
    await send('GET', '/api/me')
    api.flush()
    expect(refused()).toHaveLength(22)
    expect(refused()[20].detail).toContain('(480 more attempts')
    expect(Math.max(...refused().map(({ action }) => action.length))).toBeLessThan(250)
  })
})

/** Bodies that POST /api/plans/p/approve refuses, with status and a word of the fault. */
const BODIES: readonly (readonly [string, Sent, number, string])[] = [
  ['no JSON', { raw: '{"reason": ' }, 400, 'JSON in UTF-8'],
  ['bytes that are no UTF-8', { raw: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) }, 400, 'JSON in UTF-8'],
  ['a list', { body: [] }, 400, 'a map with reason, dryRun'],
  ['a key that nobody knows', { body: { resaon: 'x' } }, 400, 'reason (did you mean that?)'],
  ['a number for a text', { body: { reason: 7 } }, 400, 'a text of 1 to 500 characters'],
  ['a dry run of an approval', { body: { dryRun: 'client' } }, 400, 'nothing: approve has no dry run'],
  ['a tag that is none', { headers: { 'if-match': 'three' } }, 400, 'the ETag of the plan'],
  ['a form', { raw: 'reason=x', headers: { 'content-type': 'text/plain' } }, 415, 'application/json'],
  ['too much', { raw: `{"reason": "${'x'.repeat(BODY_BYTES_MAX)}"}` }, 413, `at most ${BODY_BYTES_MAX} bytes`],
]

describe('a body', () => {
  it.each(BODIES)('is refused and recorded: %s', async (_, sent, status, words) => {
    const { send, give, plans, refused } = freshApi()
    plans.add(planNamed('p', 'ann'))
    const answer = await send('POST', '/api/plans/p/approve', { token: give('bob', ['approver']), ...sent })
    expect(answer.status).toBe(status)
    const { reasons } = await problemIn(answer)
    expect(reasons?.map(({ expected }) => expected).join()).toContain(words)
    expect(refused().map(({ actor }) => actor)).toEqual(['bob'])
    expect(plans.acts).toEqual([])
  })

  it('is told all of its faults at once', async () => {
    const { send, give, plans } = freshApi()
    plans.add(planNamed('p', 'ann'))
    const sent = { body: { reason: '', dryRun: 'maybe', more: 1 }, headers: { 'if-match': 'x' } }
    const answer = await send('POST', '/api/plans/p/approve', { token: give('bob', ['approver']), ...sent })
    const { reasons } = await problemIn(answer)
    expect(reasons?.map(({ path }) => path).sort()).toEqual(['dryRun', 'if-match', 'more', 'reason'])
  })

  it('is not read further than it may be long', async () => {
    const { api, give, plans } = freshApi()
    plans.add(planNamed('p', 'ann'))
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(65536).fill(32))
      },
    })
    const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit
    const headers = { authorization: `Bearer ${give('bob', ['approver'])}`, 'content-type': 'application/json' }
    const request = new Request('http://127.0.0.1:4780/api/plans/p/approve', { ...init, headers })
    expect((await api.app.fetch(request)).status).toBe(413)
    expect(pulled).toBeLessThan(20)
  })
})

describe('a page of another origin', () => {
  it.each([
    ['by its origin', { origin: 'http://evil.example' }],
    ['by another port', { origin: 'http://127.0.0.1:9999' }],
    ['by what the browser says of it', { 'sec-fetch-site': 'cross-site' }],
    ['without a name', { origin: 'null' }],
  ])('is kept out: %s', async (_, headers) => {
    const { send, give } = freshApi()
    const answer = await send('GET', '/api/me', { token: give('ann', ['author']), headers })
    expect(answer.status).toBe(403)
    expect((await problemIn(answer)).rule).toBe('same-origin')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('is not the workbench', async () => {
    const { send, give } = freshApi()
    const headers = { origin: 'http://127.0.0.1:4780', 'sec-fetch-site': 'same-origin' }
    expect((await send('GET', '/api/me', { token: give('ann', ['author']), headers })).status).toBe(200)
  })
})

describe('rights', () => {
  it('are refused with the rule, and recorded', async () => {
    const { send, give, plans, refused } = freshApi()
    plans.add(planNamed('p', 'ann'))
    const ann = give('ann', ['author', 'approver'])
    const answer = await send('POST', '/api/plans/p/approve', { token: ann })
    expect(answer.status).toBe(403)
    expect(await problemIn(answer)).toMatchObject({ type: 'urn:berth:problem:denied', rule: 'approver-is-not-author' })
    const apply = await send('POST', '/api/plans/p/apply', { token: ann })
    expect(await problemIn(apply)).toMatchObject({
      status: 403,
      rule: 'no rule allows; the role operator would (operators-apply)',
    })
    expect(refused().map(({ actor, action, detail }) => `${actor} ${action} ${detail}`)).toEqual([
      'ann POST /api/plans/p/approve 403: ann may not approve the plan p: approver-is-not-author',
      'ann POST /api/plans/p/apply 403: ann may not apply the plan p: no rule allows; the role operator would (operators-apply)',
    ])
    expect(plans.acts).toEqual([])
  })

  it('hide plans of other games, and close a draft that is beyond its author', async () => {
    const { send, give, plans } = freshApi()
    plans.add(planNamed('p', 'ann'))
    const eve = give('eve', ['author'], ['mmo'])
    expect(await (await send('GET', '/api/plans', { token: eve })).json()).toEqual({ plans: [] })
    expect((await send('GET', '/api/plans/p', { token: eve })).status).toBe(403)
    const made = await send('POST', '/api/plans', {
      token: eve,
      body: { ...REQUEST, metadata: { name: 'q' } },
    })
    expect((await problemIn(made)).rule).toBe('only-games-of-the-token')
    expect(plans.acts.map(([name, action]) => [name, action])).toEqual([['q', 'close']])
  })

  it.each(['author', 'approver', 'operator', 'reader'] as const)('to tokens are not those of an %s', async (role) => {
    const { send, give } = freshApi()
    const token = give('ann', [role])
    const body = { name: 'bob', roles: ['admin'] }
    expect((await send('POST', '/api/tokens', { token, body })).status).toBe(403)
    expect((await send('GET', '/api/tokens', { token })).status).toBe(403)
    expect((await send('DELETE', '/api/tokens/ann', { token })).status).toBe(403)
  })
})
