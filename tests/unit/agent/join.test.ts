import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AdapterError } from '../../../src/agent/join/adapter-call.ts'
import { type AgentIdentity, loadIdentity, saveIdentity } from '../../../src/agent/join/identity-file.ts'
import { join as joinAdapter, renew } from '../../../src/agent/join/join.ts'
import { renewAtMs, rotate } from '../../../src/agent/join/rotation.ts'
import { type Authority, openAuthority } from '../../../src/live/certificates/authority.ts'
import { openJoinDoor } from '../../../src/live/targets/agents/join-door.ts'
import { formatJoinToken, parseJoinToken } from '../../../src/model/agent-token.ts'

const SECRET = 'a'.repeat(32)

let folder: string
let authority: Authority
let adapter: URL
let close: () => Promise<void>
let asked: string[]
const joined = new Map<string, { address: string; joinedAtMs: number }>()

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-join-'))
  authority = await openAuthority(join(folder, 'authority'))
  asked = []
  const unspent = new Set([createHash('sha256').update(SECRET).digest('hex')])
  const door = await openJoinDoor({
    authority,
    address: '127.0.0.1',
    port: 0,
    hosts: ['127.0.0.1'],
    lifetimeMs: 60_000,
    book: {
      spend: (host, secret) => host === 'h1' && unspent.delete(secret),
      put: ({ host, address, issuedAtMs }) => joined.set(host, { address, joinedAtMs: issuedAtMs }),
      renew: () => undefined,
      joined: (host) => joined.get(host) ?? null,
    },
    onAsked: ({ host, action, granted }) => asked.push(`${action} ${host} ${granted}`),
  })
  adapter = new URL(`https://127.0.0.1:${door.port}`)
  close = () => door.close()
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

function joinAs(host: string, authoritySha256 = authority.fingerprint): Promise<AgentIdentity> {
  const token = { secret: SECRET, authoritySha256 }
  return joinAdapter({ adapter, host, address: 'https://127.0.0.1:7443', token })
}

describe('joining', () => {
  it('trades a token for a certificate, once', async () => {
    const identity = await joinAs('h1')
    expect(identity.authority.trim()).toBe(authority.certificate.trim())
    await expect(joinAs('h1')).rejects.toMatchObject({ kind: 'denied' })
    expect(asked).toEqual(['join h1 true', 'join h1 false'])
  })

  it('tells its token to nobody but the authority that the token names', async () => {
    await expect(joinAs('h1', 'f'.repeat(64))).rejects.toThrow('no certificate of the authority')
    expect(asked).toEqual([])
  })

  it('tells an adapter that is not there from one that says no', async () => {
    await close()
    await expect(joinAs('h1')).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(joinAs('h1')).rejects.toBeInstanceOf(AdapterError)
  })

  it('keeps the identity for its owner alone, and for its host alone', async () => {
    const path = join(folder, 'agent', 'identity.json')
    const identity = await joinAs('h1')
    await saveIdentity(path, identity)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await loadIdentity(path, 'h1')).toEqual(identity)
    expect(await loadIdentity(path, 'h2')).toBeNull()
  })
})

describe('renewing', () => {
  it('gives a fresh key and certificate under the present one', async () => {
    const first = await joinAs('h1')
    const second = await renew(adapter, first)
    expect(second.certificate).not.toBe(first.certificate)
    expect(second.key).not.toBe(first.key)
    expect(asked).toEqual(['join h1 true', 'renew h1 true'])
  })

  it('is refused to a certificate from before the host joined last', async () => {
    const lost = await joinAs('h1')
    joined.set('h1', { address: 'https://127.0.0.1:7443', joinedAtMs: lost.issuedAtMs + 2000 })
    await expect(renew(adapter, lost)).rejects.toMatchObject({ kind: 'denied' })
    expect(asked).toEqual(['join h1 true', 'renew h1 false'])
  })

  it('is asked for after two thirds of the life, again after a failure, and not after the end', async () => {
    const first = await joinAs('h1')
    expect(renewAtMs({ ...first, issuedAtMs: 1_000, expiresAtMs: 91_000 })).toBe(61_000)
    const ended = new AbortController()
    const seen: string[] = []
    let tries = 0
    const soon = { ...first, issuedAtMs: Date.now() - 100_000, expiresAtMs: Date.now() + 5_000 }
    const running = rotate({
      first: soon,
      renew: async (present) => {
        if (tries++ === 0) throw new Error('away')
        return renew(adapter, present)
      },
      use: async (identity) => void seen.push(identity.certificate),
      failed: (detail) => seen.push(detail),
      signal: ended.signal,
    })
    while (seen.length < 2) await sleep(50)
    ended.abort()
    await running
    expect(seen[0]).toBe('away')
    expect(seen[1]).toContain('BEGIN CERTIFICATE')
    expect(tries).toBe(2)
  })
})

describe('an identity that cannot be kept', () => {
  it('is asked for again soon, under the one that is', async () => {
    const first = { ...(await joinAs('h1')), issuedAtMs: Date.now() - 100_000, expiresAtMs: Date.now() + 5_000 }
    const ended = new AbortController()
    const under: string[] = []
    const told: string[] = []
    const running = rotate({
      first,
      renew: (present) => {
        under.push(present.certificate)
        return renew(adapter, present)
      },
      use: async () => {
        if (told.length === 0) throw new Error('ENOSPC: no space left on device')
        ended.abort()
      },
      failed: (detail) => told.push(detail),
      signal: AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)]),
    })
    await running
    expect(told).toEqual(['ENOSPC: no space left on device'])
    expect(under).toEqual([first.certificate, first.certificate])
  })
})

describe('a join token', () => {
  it('is one word and reads back', () => {
    const token = { secret: SECRET, authoritySha256: 'ab'.repeat(32) }
    expect(parseJoinToken(formatJoinToken(token))).toEqual({ ok: true, value: token })
  })

  it.each(['', SECRET, `berth-join_${SECRET}`, `berth-join_${SECRET}.xyz`])(
    'is not %j, and no fault quotes it',
    (text) => {
      const parsed = parseJoinToken(text)
      expect(parsed.ok).toBe(false)
      expect(JSON.stringify(parsed)).not.toContain(SECRET)
    },
  )
})
