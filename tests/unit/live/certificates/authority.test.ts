import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, openAuthority } from '../../../../src/live/certificates/authority.ts'

const HOUR_MS = 3_600_000
const FOLDERS = mkdtempSync(join(tmpdir(), 'berth-authority-'))
const folder = join(FOLDERS, 'authority')
let authority: Authority

beforeAll(async () => {
  authority = await openAuthority(folder)
})
afterAll(() => rmSync(FOLDERS, { recursive: true, force: true }))

/** What a server with that certificate sees of a client with that one, or the error of the handshake. */
async function handshake(ca: Authority, serverHosts: readonly string[], clientOf: Authority): Promise<string> {
  const own = await ca.issue({ role: 'server', name: 'here', hosts: serverHosts, lifetimeMs: HOUR_MS })
  const client = await clientOf.issue({ role: 'adapter', name: 'berth', hosts: [], lifetimeMs: HOUR_MS })
  const server = createServer(
    { key: own.key, cert: own.certificate, ca: ca.certificate, requestCert: true, rejectUnauthorized: true },
    (incoming, response) => {
      const { subject } = (incoming.socket as TLSSocket).getPeerCertificate()
      response.end(`${subject.O} ${subject.OU} ${subject.CN}`)
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await new Promise<string>((resolve) => {
      const call = request(
        { port, host: '127.0.0.1', ca: ca.certificate, cert: client.certificate, key: client.key },
        (response) => response.on('data', (bytes) => resolve(String(bytes))),
      )
      call.on('error', (error) => resolve(`failed: ${error.message}`))
      call.end()
    })
  } finally {
    server.close()
  }
}

describe('the certificate authority', () => {
  it('issues both sides of a mutual TLS connection', async () => {
    expect(await handshake(authority, ['127.0.0.1'], authority)).toBe('berth adapter berth')
  })

  it('is the same when opened again, and its key is for its owner alone', async () => {
    const again = await openAuthority(folder)
    expect(again.fingerprint).toBe(authority.fingerprint)
    expect(await handshake(again, ['127.0.0.1'], authority)).toBe('berth adapter berth')
    expect(statSync(join(folder, 'key.pem')).mode & 0o777).toBe(0o600)
  })

  it('is not trusted by the authority of another folder, nor under another address', async () => {
    const other = await openAuthority(join(FOLDERS, 'other'))
    expect(await handshake(authority, ['127.0.0.1'], other)).toMatch(/^failed/)
    expect(await handshake(authority, ['10.9.9.9'], authority)).toMatch(/^failed/)
  })

  it('signs no bytes that are no request', async () => {
    const options = { role: 'agent', name: 'h1', hosts: [], lifetimeMs: HOUR_MS } as const
    expect(await authority.sign('hello', options)).toBeNull()
    expect(await authority.sign('', options)).toBeNull()
  })
})
