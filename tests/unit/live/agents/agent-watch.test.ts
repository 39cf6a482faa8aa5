import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { AgentWatch } from '../../../../src/live/targets/agents/agent-watch.ts'
import { createAuthority, issueIdentity } from '../../agent/certificates.ts'
import { openAgentDoors } from './agent-doors.ts'

afterEach(() => vi.restoreAllMocks())

async function open() {
  const authority = await createAuthority()
  const doors = await openAgentDoors(await issueIdentity(authority, 'agent', 'hosts'))
  const credentials = await issueIdentity(authority, 'adapter', 'berth')
  const watch = new AgentWatch({ credentials: async () => credentials, agents: () => doors.agents, nowMs: () => 7_000 })
  return { ...doors, watch }
}

it('leaves nothing on a signal that outlives a call', async () => {
  const { watch } = await open()
  onTestFinished(() => watch.close())
  const any = vi.spyOn(AbortSignal, 'any')
  await watch.look()
  await watch.look()
  expect([...watch.agents.values()].map(({ reason, version }) => [reason, version])).toEqual([
    ['', '0.1.0'],
    ['', '0.1.0'],
  ])
  const sources = any.mock.calls.flatMap(([signals]) => [...signals])
  // Node keeps note of each signal that was made of one, for as long as that one lives.
  expect(sources.filter((signal, i) => sources.indexOf(signal) < i)).toEqual([])
})

it('ends at once while an agent is asked that says nothing', async () => {
  const { watch, hold, asked } = await open()
  const letGo = hold()
  const looked = watch.look()
  await asked
  await watch.close()
  await looked
  expect(watch.agents.get('h2')?.reason).toMatch(/^h2: /)
  await watch.look()
  letGo()
})
