import { expect, it, onTestFinished } from 'vitest'
import { watchTarget } from '../../../../src/live/http/watched-target.ts'
import { AgentClient } from '../../../../src/live/targets/agents/agent-client.ts'
import { openAgentsTarget } from '../../../../src/live/targets/agents/agents-target.ts'
import { TargetUnreachable } from '../../../../src/live/targets/target.ts'
import { createAuthority, issueIdentity } from '../../agent/certificates.ts'
import { openAgentDoors } from './agent-doors.ts'

const never = (): AbortSignal => new AbortController().signal

/** A target of two agents, watched, and its first snapshot. lookMs: as the target's. */
async function twoAgents(lookMs?: number) {
  const authority = await createAuthority()
  const { agents, hold, asked } = await openAgentDoors(await issueIdentity(authority, 'agent', 'hosts'))
  const credentials = await issueIdentity(authority, 'adapter', 'berth')
  const target = openAgentsTarget({
    ref: { kind: 'agents', name: 'agents' },
    credentials: async () => credentials,
    agents: () => agents,
    networks: { segments: [], pools: [] },
    cordons: { cordoned: () => new Set(), set: () => undefined },
    ...(lookMs === undefined ? {} : { lookMs }),
  })
  onTestFinished(() => target.close())
  const watched = watchTarget(target, () => undefined)
  const before = await watched.snapshot(never())
  const words = (snapshot: typeof before) => snapshot.hosts.map(({ name, ready }) => `${name} ${ready}`)
  expect(words(before)).toEqual(['h1 true', 'h2 true'])
  return { watched, before, words, hold, asked }
}

it('a snapshot that its caller breaks off says nothing of agents', async () => {
  const { watched, before, hold } = await twoAgents()
  hold()
  const caller = new AbortController()
  const asked = watched.snapshot(caller.signal)
  setTimeout(() => caller.abort(new Error('the tab was closed')), 100)
  await expect(asked).rejects.toThrow(TargetUnreachable)
  await expect(asked).rejects.toThrow('the tab was closed')
  expect([watched.last, watched.reason]).toEqual([before, ''])
})

it('an agent that hangs is not ready; the others are seen as they are', async () => {
  const { watched, words, hold } = await twoAgents(1_000)
  hold()
  const beganMs = performance.now()
  expect(words(await watched.snapshot(never()))).toEqual(['h1 true', 'h2 false'])
  // The client's clock ticks each half second.
  expect(performance.now() - beganMs).toBeLessThan(10_000)
})

it('an agent that hangs is told with its address, and without the words of a library', async () => {
  const authority = await createAuthority()
  const { agents, hold } = await openAgentDoors(await issueIdentity(authority, 'agent', 'hosts'))
  const credentials = await issueIdentity(authority, 'adapter', 'berth')
  const client = new AgentClient(async () => credentials, 500)
  onTestFinished(() => client.close())
  hold()
  const reason = `h2: no answer from ${new URL(agents[1].address).host} in time`
  expect(await client.host(agents[1], never())).toEqual({ kind: 'unreachable', reason })
})
