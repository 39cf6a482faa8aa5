import { expect, test } from 'vitest'
import { type AgentHealth, NOT_ASKED } from '../../../../src/model/api.ts'
import type { ObservedHost } from '../../../../src/model/snapshot.ts'
import { hostStanding } from '../../../../src/workbench/push/parts/host-standing.ts'

const HOST: ObservedHost = {
  name: 'h1',
  version: '1',
  cordoned: false,
  ready: true,
  foreign: { cpus: '', memoryMib: {} },
  foreignPods: [],
}
const AGENT: AgentHealth = { address: 'a', version: null, lastSeenMs: 1, reason: '', drifted: 0, node: null }

test('a host whose agent is silent is not ready, whatever the snapshot before said of it', () => {
  const silent = new Map([['h1', { ...AGENT, reason: 'h1: no connection' }]])
  expect(hostStanding(HOST, silent)).toEqual({ isReady: false, words: '✕ its agent is silent' })
  expect(hostStanding({ ...HOST, cordoned: true }, silent).words).toBe('✕ its agent is silent, cordoned')
  for (const agents of [null, new Map(), new Map([['h1', { ...AGENT, reason: NOT_ASKED }]]), new Map([['h1', AGENT]])])
    expect(hostStanding(HOST, agents)).toEqual({ isReady: true, words: 'ready' })
  expect(hostStanding({ ...HOST, cordoned: true }, null)).toEqual({ isReady: true, words: '⊘ cordoned' })
  expect(hostStanding({ ...HOST, ready: false }, null)).toEqual({ isReady: false, words: '✕ not ready' })
})
