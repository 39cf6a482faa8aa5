import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createServer, Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenFrom } from '../../src/cli/commands/serve.ts'
import { berth, inScratch, ROOT, type Started, startBerth, until } from './berth.ts'

const ASSETS = join(ROOT, 'dist/workbench/assets')

describe('berth serve', () => {
  let server: Started
  let address = ''

  beforeAll(async () => {
    server = startBerth(['serve', '--port', '0', '-o', 'name'])
    await until(() => server.stdout().includes('\n'))
    address = server.stdout().trim()
  })

  afterAll(async () => {
    server.signal('SIGINT')
    expect((await server.ended).code).toBe(130)
  })

  it('prints an address on loopback', () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  })

  it('isolates every answer and lets it load nothing from elsewhere', async () => {
    for (const path of ['', 'healthz', 'no/such.js']) {
      const { headers } = await fetch(address + path)
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';")
    }
  })

  it('says how it is', async () => {
    const answer = await fetch(`${address}healthz`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ status: 'ok' })
  })

  it('answers every deep link with the page, and asks to check it again', async () => {
    const page = await (await fetch(address)).text()
    expect(page).toContain('<script')
    for (const path of ['plan', 'plan/launch-day/hosts/x?t=3', 'prove']) {
      const answer = await fetch(address + path)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
      expect(await answer.text()).toBe(page)
    }
    const tag = (await fetch(address)).headers.get('etag') ?? ''
    const again = await fetch(address, { headers: { 'if-none-match': tag } })
    expect(again.status).toBe(304)
  })

  it('lets hashed assets be kept for ever', async () => {
    expect(existsSync(ASSETS)).toBe(true)
    for (const name of readdirSync(ASSETS)) {
      const answer = await fetch(`${address}assets/${name}`)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(answer.headers.get('content-type')).not.toBe('application/octet-stream')
    }
  })

  it.each(['assets/none.js', 'favicon.none', '..%2f..%2fpackage.json', '%2e%2e/package.json', '%00', '%zz'])(
    'finds nothing at %s',
    async (path) => {
      const answer = await fetch(address + path)
      const text = await answer.text()
      expect(text).not.toContain('"name": "berth"')
      expect(path.startsWith('%2e') ? [200, 404] : [404]).toContain(answer.status)
    },
  )

  it('takes nothing but reads', async () => {
    expect((await fetch(address, { method: 'POST' })).status).toBe(404)
  })

  it('refuses a port that is taken', async () => {
    const port = new URL(address).port
    const ended = await inScratch((folder) => berth(['serve', '--port', port, '--data', folder]))
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: `--port: found ${port}, which is taken, expected a free port\n`,
    })
  })

  it('ends, and says why, when its target does not start', async () => {
    await inScratch(async (folder) => {
      mkdirSync(join(folder, 'state', 'sandbox-launch-day-smoke.ndjson'), { recursive: true })
      chmodSync(join(folder, 'state'), 0o700)
      const ended = await berth(['serve', '--port', '0', '--data', 'state'], folder)
      expect(ended.code).toBe(2)
      expect(ended.stderr).toMatch(
        /^--target: found a sandbox that ended at once \(Error: EISDIR: [^)]+\), expected .+\n$/,
      )
    })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends at %s, and leaves neither its address nor its token',
    async (signal) => {
      await inScratch(async (folder) => {
        const stateFolder = join(folder, 'state')
        const other = startBerth(['serve', '--port', '0', '-o', 'name', '--data', stateFolder])
        await until(() => existsSync(join(stateFolder, 'server.json')) && other.stdout().includes('\n'))
        expect((await fetch(`${other.stdout().trim()}healthz`)).status).toBe(200)
        other.signal(signal)
        expect((await other.ended).code).toBe(130)
        expect(existsSync(join(stateFolder, 'server.json'))).toBe(false)
      })
    },
  )

  it('refuses a data folder that another server has, and says where that one is', async () => {
    await until(() => server.stderr().includes('target: '))
    const ended = await berth(['serve', '--port', '0'])
    expect([ended.code, ended.stdout]).toEqual([5, ''])
    expect(ended.stderr).toContain(`which the server at ${address} has open`)
  })

  it.each(['EACCES', 'EADDRINUSE'])('says that a port cannot be opened: %s', async (code) => {
    const starts: number[] = []
    const refused = (port: number): Server => {
      starts.push(port)
      const server = new Server()
      setImmediate(() => server.emit('error', Object.assign(new Error(code), { code })))
      return server
    }
    expect(await listenFrom(80, 2, refused)).toBe(code)
    expect(starts).toEqual([80, 81])
  })

  it('takes the next free port when the usual one is taken', async () => {
    const usual = createServer()
    await new Promise<void>((resolve) => {
      usual.once('error', () => resolve()) // Somebody else has it: just as well.
      usual.listen(4780, '127.0.0.1', () => resolve())
    })
    await inScratch(async (folder) => {
      const second = startBerth(['serve', '--data', folder, '-o', 'name'])
      await until(() => second.stdout().includes('\n'))
      expect(Number(new URL(second.stdout().trim()).port)).toBeGreaterThan(4780)
      second.signal('SIGTERM')
      await second.ended
    })
    await new Promise((resolve) => usual.close(resolve))
  })
})
