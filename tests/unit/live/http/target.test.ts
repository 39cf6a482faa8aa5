import { describe, expect, it } from 'vitest'
import { snapshotSchema, targetSchema } from '../../../../src/live/http/answer-schemas.ts'
import { freshApi } from './api.ts'

describe('the target', () => {
  it('is asked for a snapshot once, and again when it is to be fresh', async () => {
    const { send, give, target } = freshApi()
    const token = give('rea', ['reader'])
    const before = targetSchema.parse(await (await send('GET', '/api/target', { token })).json())
    expect(before).toMatchObject({ answers: false, observedAtMs: null })
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
