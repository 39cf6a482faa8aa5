import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAuthority } from '../../src/live/certificates/authority.ts'
import { berth, inScratch, type Started, startBerth, until } from './berth.ts'

const folder = mkdtempSync(join(tmpdir(), 'berth-https-'))
const authorityFile = join(folder, 'authority', 'certificate.pem')
let server: Started
let address = ''
let token = ''

interface Answered {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** One request over a socket of its own, trusting the authority of the data folder alone. */
function send(
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const { hostname, port } = new URL(address)
  const ca = readFileSync(authorityFile)
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, ca, headers: all, agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (more: string) => (text += more))
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', body: text })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

beforeAll(async () => {
  server = startBerth(['serve', '--https', '--names', 'berth.example,203.0.113.7', '--port', '0', '--data', folder])
  await until(() => server.stderr().includes('target: '), 60_000)
  address = server.stdout().slice('berth is at '.length).trim()
  const added = await berth(['access', 'add', 'ann', '--role', 'author', '--data', folder, '-o', 'name'])
  token = added.stdout.trim()
})

afterAll(async () => {
  server.signal('SIGINT')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
})

describe('berth serve --https', () => {
  it('is trusted by who knows its authority, and by nobody else', async () => {
    expect(address).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/)
    const words = ['plans', 'list', '--server', address, '--token', token]
    expect((await berth([...words, '--authority', authorityFile])).code).toBe(0)
    const stranger = await berth(words)
    expect([stranger.code, stranger.stderr.startsWith('No answer: ')]).toEqual([6, true])
    const nobody = await berth(['plans', 'list', '--server', address, '--authority', authorityFile])
    expect([nobody.code, nobody.stderr.startsWith('No valid token: ')]).toEqual([4, true])
  })

  it('has a certificate for the names that others have for it', () => {
    const { hostname, port } = new URL(address)
    const ca = readFileSync(authorityFile)
    const asName = (servername: string) => {
      return new Promise<string>((resolve) => {
        const socket = connect({ host: hostname, port: Number(port), ca, servername }, () => {
          resolve('trusted')
          socket.destroy()
        })
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      })
    }
    return expect(Promise.all(['berth.example', 'other.example'].map(asName))).resolves.toEqual([
      'trusted',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ])
  })

  it('does not answer in the clear', async () => {
    await expect(fetch(address.replace('https', 'http'))).rejects.toThrow()
  })

  it('refuses what is too large, malformed or of another type, over the socket as anywhere', async () => {
    const large = await send('POST', '/api/plans', Buffer.alloc(1024 * 1024 + 1, 32))
    expect([large.status, large.type]).toEqual([413, 'application/problem+json'])
    expect((await send('POST', '/api/plans', '{"apiVersion":')).status).toBe(400)
    expect((await send('POST', '/api/plans', 'x', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await send('GET', '/api/me', undefined, { authorization: 'Bearer berth_x' })).status).toBe(401)
    const odd = await send('POST', '/api/plans', JSON.stringify({ kind: 'PlanRequest', more: 1 }))
    const { reasons } = JSON.parse(odd.body) as { reasons: { path: string }[] }
    expect(reasons.map(({ path }) => path).sort()).toEqual(['apiVersion', 'metadata', 'more', 'spec'])
    const log = await berth(['plans', 'audit', '--data', folder])
    for (const status of ['413: ', '400: ', '415: ', '401: ']) expect(log.stdout).toContain(status)
  })

  it('answers what machines ask', async () => {
    expect(JSON.parse((await send('GET', '/healthz')).body)).toEqual({ status: 'ok' })
    expect((await send('GET', '/readyz')).status).toBe(200)
    expect((await send('GET', '/metrics')).body).toContain('berth_plans{state="draft"} 0')
    expect(JSON.parse((await send('GET', '/openapi.json')).body)).toMatchObject({ openapi: '3.1.0' })
    expect((await send('GET', '/push')).type).toBe('text/html; charset=utf-8')
  })
})

const LISTEN: readonly (readonly [string, readonly string[], string])[] = [
  ['every address in the clear', ['--listen', '0.0.0.0'], '--listen: found 0.0.0.0 without --https'],
  ['a name for an address', ['--listen', 'example.org'], '--listen: found "example.org"'],
  ['a certificate without its key', ['--https', '--tls-cert', 'a.pem'], '--tls-key: found nothing'],
  ['a certificate in the clear', ['--tls-cert', 'a.pem', '--tls-key', 'b.pem'], '--https: found nothing'],
  ['a name that is none', ['--https', '--names', 'berth.example,Berth'], '--names: found "Berth"'],
  ['files that are not there', ['--https', '--tls-cert', 'a.pem', '--tls-key', 'b.pem'], '--tls-cert: found "a.pem"'],
  ['an option of another target', ['--writer', 'x'], '--writer: found an option of kubernetes'],
  ['agents without networks', ['--target', 'agents'], '--networks: found nothing'],
  ['networks that are not there', ['--target', 'agents', '--networks', 'no.yaml'], 'no.yaml: found no such file'],
  ['a scenario that is not there', ['--scenario', 'lunch-day'], '--scenario: found "lunch-day"'],
  ['a kubeconfig that is not there', ['--target', 'kubernetes', '--kubeconfig', 'no'], '--kubeconfig: found '],
]

describe('berth serve refuses', () => {
  it.each(LISTEN)('%s', async (_, words, line) => {
    await inScratch(async (scratch) => {
      const { code, stdout, stderr } = await berth(['serve', '--port', '0', '--data', join(scratch, 'data'), ...words])
      expect([code, stdout, stderr.split('\n').some((each) => each.startsWith(line))]).toEqual([2, '', true])
      expect(existsSync(join(scratch, 'data'))).toBe(false)
    })
  })

  it('files with no certificate or no key in them', async () => {
    const refused = await inScratch(async (scratch) => {
      const authority = await openAuthority(join(scratch, 'authority'))
      const { certificate } = await authority.issue({ role: 'server', name: 'x', hosts: [], lifetimeMs: 60_000 })
      writeFileSync(join(scratch, 'empty.pem'), '')
      writeFileSync(join(scratch, 'a.pem'), certificate)
      const serve = ['serve', '--port', '0', '--data', join(scratch, 'data'), '--https']
      const ended = ['empty.pem', 'a.pem'].map((cert) =>
        berth([...serve, '--tls-cert', join(scratch, cert), '--tls-key', join(scratch, 'empty.pem')]),
      )
      return Promise.all(ended)
    })
    for (const { code, stderr } of refused) {
      expect(code).toBe(2)
      expect(stderr).toMatch(/^--tls-cert: found .+, expected a certificate, and in --tls-key its key, both PEM\n$/)
    }
  })

  it('rules that are faulty, all faults listed', async () => {
    const ended = await inScratch((scratch) => {
      const rules =
        'permit (principal, action, resource);\n@id("x") permit (principal in Rol::"a", action, resource);\n'
      writeFileSync(join(scratch, 'access.cedar'), rules)
      return berth(['serve', '--port', '0', '--data', scratch])
    })
    expect(ended.code).toBe(2)
    const faults = ended.stderr.trimEnd().split('\n')
    expect(faults[0]).toContain('access.cedar: line 1: found a rule without @id')
    expect(faults.some((fault) => fault.startsWith('access.cedar: line 2: x: found') && fault.includes('Rol'))).toBe(
      true,
    )
  })
})
