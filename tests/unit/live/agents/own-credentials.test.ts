import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { TlsIdentity } from '../../../../src/agent/door/https-door.ts'
import { type Authority, openAuthority } from '../../../../src/live/certificates/authority.ts'
import { AgentClient } from '../../../../src/live/targets/agents/agent-client.ts'
import { ownCredentials } from '../../../../src/live/targets/agents/own-credentials.ts'
import { openAgentDoors } from './agent-doors.ts'

const NEVER = new AbortController().signal

async function freshAuthority(): Promise<{ authority: Authority; identity: TlsIdentity }> {
  const folder = mkdtempSync(join(tmpdir(), 'own-credentials-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const authority = await openAuthority(folder)
  const door = await authority.issue({ role: 'agent', name: 'hosts', hosts: ['127.0.0.1'], lifetimeMs: 60_000 })
  return { authority, identity: { ...door, authority: authority.certificate } }
}

it('the adapter shows agents a certificate that has not run out', async () => {
  const { authority, identity } = await freshAuthority()
  // A connection that stands outlives the certificate, so the later call goes where there is none yet.
  const [early, late] = [await openAgentDoors(identity), await openAgentDoors(identity)]
  const credentials = ownCredentials(authority, 4_000)
  const client = new AgentClient(credentials)
  onTestFinished(() => client.close())
  const first = await credentials()
  expect(await credentials()).toBe(first)
  expect(await client.host(early.agents[0], NEVER)).toMatchObject({ kind: 'ok' })
  await sleep(5_000)
  expect(await client.host(late.agents[0], NEVER)).toMatchObject({ kind: 'ok' })
  expect((await credentials()).certificate).not.toBe(first.certificate)
})

it('the adapter finishes calls on the connection that it drops', async () => {
  const { authority, identity } = await freshAuthority()
  const doors = await openAgentDoors(identity)
  const [first, second] = [await ownCredentials(authority)(), await ownCredentials(authority)()]
  let present = first
  const client = new AgentClient(async () => present)
  onTestFinished(() => client.close())
  const letGo = doors.hold()
  const slow = client.host(doors.agents[1], NEVER)
  await doors.asked
  present = second
  expect(await client.host(doors.agents[0], NEVER)).toMatchObject({ kind: 'ok' })
  letGo()
  expect(await slow).toMatchObject({ kind: 'ok' })
})
