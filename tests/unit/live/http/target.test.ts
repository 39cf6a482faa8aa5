import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { snapshotSchema, targetSchema } from '../../../../src/live/http/answer-schemas.ts'
import { TargetUnreachable } from '../../../../src/live/targets/target.ts'
import { NOT_ASKED } from '../../../../src/model/api.ts'
import { freshApi } from './api.ts'

describe('the target', () => {
  it('is asked for a snapshot once, and again when it is to be fresh', async () => {
    const { send, give, target } = freshApi()
    const token = give('rea', ['reader'])
    const before = targetSchema.parse(await (await send('GET', '/api/target', { token })).json())
    expect(before).toMatchObject({ answers: false, reason: NOT_ASKED, observedAtMs: null })
    for (const query of ['', '', '?fresh=false']) {
      snapshotSchema.parse(await (await send('GET', `/api/snapshot${query}`, { token })).json())
    }
    expect(target.asked).toBe(1)
    await send('GET', '/api/snapshot?fresh=true', { token })
    expect(target.asked).toBe(2)
    expect((await send('GET', '/api/snapshot?fresh=yes', { token })).status).toBe(400)
    target.silent = true
    expect((await send('GET', '/api/snapshot?fresh=true', { token })).status).toBe(503)
    const after = targetSchema.parse(await (await send('GET', '/api/target', { token })).json())
    expect(after).toMatchObject({ answers: false, reason: 'connection refused', observedAtMs: 5000 })
  })
})

it('a snapshot that ends after one that began later is not taken for the newer, nor is its failure', async () => {
  const { send, give, target } = freshApi()
  const token = give('rea', ['reader'])
  const ends: (() => void)[] = []
  const take = target.snapshot.bind(target)
  target.snapshot = async (signal) => {
    const taken = { ...(await take(signal)), observedAtMs: 1000 * (ends.length + 1) }
    await new Promise<void>((resolve) => ends.push(resolve))
    if (taken.observedAtMs === 2000) throw new TargetUnreachable('it was restarted')
    return taken
  }
  const fresh = () => send('GET', '/api/snapshot?fresh=true', { token })
  const asked: ReturnType<typeof fresh>[] = []
  for (const number of [1, 2, 3]) {
    asked.push(fresh())
    await vi.waitFor(() => expect(ends.length).toBe(number))
  }
  for (const i of [2, 1, 0]) {
    ends[i]?.()
    expect((await asked[i])?.status).toBe(i === 1 ? 503 : 200)
  }
  const told = targetSchema.parse(await (await send('GET', '/api/target', { token })).json())
  expect(told).toMatchObject({ answers: true, reason: '', observedAtMs: 3000 })
})

describe('a target that takes its time', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  /** The API after one snapshot; the next ones end with the error of their signal, as requests to a cluster do. */
  async function slowApi() {
    const api = freshApi()
    const token = api.give('rea', ['reader'])
    await api.send('GET', '/api/snapshot', { token })
    api.target.snapshot = (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    const told = async () => targetSchema.parse(await (await api.send('GET', '/api/target', { token })).json())
    const fresh = (signal?: AbortSignal) =>
      api.send('GET', '/api/snapshot?fresh=true', { token, ...(signal === undefined ? {} : { signal }) })
    return { ...api, token, told, fresh }
  }

  it('is not said to be silent for a caller that went away', async () => {
    const { fresh, told, send, token } = await slowApi()
    const tab = new AbortController()
    const answer = fresh(tab.signal)
    tab.abort(new Error('Client connection prematurely closed.'))
    expect((await answer).status).toBe(503)
    expect(await told()).toMatchObject({ answers: true, reason: '', observedAtMs: 5000 })
    expect((await send('GET', '/api/snapshot', { token })).status).toBe(200)
  })

  it('is said to be silent after a minute', async () => {
    const { fresh, told } = await slowApi()
    const answer = fresh()
    await vi.advanceTimersByTimeAsync(60_000)
    expect((await answer).status).toBe(503)
    expect(await told()).toMatchObject({ answers: false, reason: 'no answer in 60000 ms', observedAtMs: 5000 })
  })

  it('is not ready after five seconds, unless some of its agents answer; neither is told to others', async () => {
    const { send, told, pass, agents } = await slowApi()
    pass(20_000)
    const ready = async () => {
      pass(20_000)
      const answer = send('GET', '/readyz')
      await vi.advanceTimersByTimeAsync(5_000)
      return [(await answer).status, await (await answer).json()]
    }
    expect(await ready()).toEqual([503, { status: 'the target does not answer: no answer in 5000 ms' }])
    const agent = { address: '', version: '1', drifted: 0, node: null, lastSeenMs: 1 }
    agents.set('h1', { ...agent, reason: 'h1: connection refused' })
    expect((await ready())[0]).toBe(503)
    agents.set('h2', { ...agent, reason: '' })
    expect(await ready()).toEqual([200, { status: 'ok' }])
    expect(await told()).toMatchObject({ answers: true, reason: '' })
  })
})

describe('a target of agents', () => {
  it('answers as long as one of those that ever did still does', async () => {
    const { send, give, agents } = freshApi()
    const token = give('rea', ['reader'])
    const agent = { address: '', version: '1', drifted: 0, node: null }
    const told = async () => targetSchema.parse(await (await send('GET', '/api/target', { token })).json())
    await send('GET', '/api/snapshot', { token })
    agents.set('h1', { ...agent, lastSeenMs: 1, reason: 'h1: connection refused' })
    expect(await told()).toMatchObject({ answers: false, reason: 'h1: connection refused', observedAtMs: 5000 })
    agents.set('h2', { ...agent, lastSeenMs: null, reason: 'not asked yet' })
    expect(await told()).toMatchObject({ answers: true, reason: '' })
    agents.set('h2', { ...agent, lastSeenMs: 2, reason: 'h2: no answer' })
    const reason = 'none of 2 agents answers: h1: connection refused'
    expect(await told()).toMatchObject({ answers: false, reason })
    agents.set('h1', { ...agent, lastSeenMs: 3, reason: '' })
    expect(await told()).toMatchObject({ answers: true, reason: '' })
  })
})
