import { expect, it, onTestFinished } from 'vitest'
import { watchTarget } from '../../../../src/live/http/watched-target.ts'
import { openAgentsTarget } from '../../../../src/live/targets/agents/agents-target.ts'
import { TargetUnreachable } from '../../../../src/live/targets/target.ts'
import { createAuthority, issueIdentity } from '../../agent/certificates.ts'
import { openAgentDoors } from './agent-doors.ts'

it('a snapshot that its caller breaks off says nothing of agents', async () => {
  const authority = await createAuthority()
  const { agents, hold } = await openAgentDoors(await issueIdentity(authority, 'agent', 'hosts'))
  const credentials = await issueIdentity(authority, 'adapter', 'berth')
  const target = openAgentsTarget({
    ref: { kind: 'agents', name: 'agents' },
    credentials: async () => credentials,
    agents: () => agents,
    networks: { segments: [], pools: [] },
    cordons: { cordoned: () => new Set(), set: () => undefined },
  })
  onTestFinished(() => target.close())
  const watched = watchTarget(target, () => undefined)
  const before = await watched.snapshot(new AbortController().signal)
  expect(before.hosts.map(({ name, ready }) => `${name} ${ready}`)).toEqual(['h1 true', 'h2 true'])
  hold()
  const caller = new AbortController()
  const asked = watched.snapshot(caller.signal)
  setTimeout(() => caller.abort(new Error('the tab was closed')), 100)
  await expect(asked).rejects.toThrow(TargetUnreachable)
  await expect(asked).rejects.toThrow('the tab was closed')
  expect([watched.last, watched.reason]).toEqual([before, ''])
})
