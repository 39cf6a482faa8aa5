import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { openAuthority } from '../../../../src/live/certificates/authority.ts'
import { AgentClient } from '../../../../src/live/targets/agents/agent-client.ts'
import { ownCredentials } from '../../../../src/live/targets/agents/own-credentials.ts'
import { openAgentDoors } from './agent-doors.ts'

const NEVER = new AbortController().signal

it('the adapter shows agents a certificate that has not run out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-credentials-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const authority = await openAuthority(folder)
  const door = await authority.issue({ role: 'agent', name: 'hosts', hosts: ['127.0.0.1'], lifetimeMs: 60_000 })
  const identity = { ...door, authority: authority.certificate }
  // A connection that stands outlives the certificate, so the later call goes where there is none yet.
  const [early, late] = [await openAgentDoors(identity), await openAgentDoors(identity)]
  const credentials = ownCredentials(authority, 2_000)
  const client = new AgentClient(credentials)
  onTestFinished(() => client.close())
  const first = await credentials()
  expect(await client.host(early.agents[0], NEVER)).toMatchObject({ kind: 'ok' })
  expect(await credentials()).toBe(first)
  await sleep(3_000)
  expect(await client.host(late.agents[0], NEVER)).toMatchObject({ kind: 'ok' })
  expect((await credentials()).certificate).not.toBe(first.certificate)
})

it('the adapter finishes calls on the connection that it drops', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-credentials-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const authority = await openAuthority(folder)
  const door = await authority.issue({ role: 'agent', name: 'hosts', hosts: ['127.0.0.1'], lifetimeMs: 60_000 })
  const doors = await openAgentDoors({ ...door, authority: authority.certificate })
  const client = new AgentClient(ownCredentials(authority, 1_500))
  const letGo = doors.hold()
  const slow = client.host(doors.agents[1], NEVER)
  await sleep(1_100)
  expect(await client.host(doors.agents[0], NEVER)).toMatchObject({ kind: 'ok' })
  letGo()
  expect(await slow).toMatchObject({ kind: 'ok' })
  await client.close()
})
