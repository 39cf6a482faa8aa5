import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeHost } from '../unit/agent/fake-host.ts'

/** Every how many moments the process is killed here; `npm run test:long` takes each. */
const STRIDE = 23

let folder: string
let whole: { picture: unknown; writes: readonly string[]; moments: number }
const hosts: FakeHost[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-crash-'))
  const input = { child: new URL('../unit/agent/crash-child.ts', import.meta.url).pathname }
  const rollupOptions = { input, output: { format: 'es' as const, entryFileNames: '[name].mjs' } }
  const options = { ssr: true, target: 'node20', outDir: folder, emptyOutDir: false, rollupOptions }
  await build({ configFile: false, logLevel: 'error', publicDir: false, ssr: { noExternal: true }, build: options })
  const host = newHost()
  expect(live(host, 0).status).toBe(0)
  whole = { picture: host.picture(), writes: writesOf(host), moments: Number(read(host, 'moments')) }
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  for (const host of hosts) host.remove()
})

function newHost(): FakeHost {
  const host = new FakeHost()
  host.startProcess(77)
  hosts.push(host)
  return host
}

/** One life of the agent, killed at a moment. */
function live(host: FakeHost, moment: number) {
  const outcome = spawnSync(process.execPath, [join(folder, 'child.mjs'), host.root, String(moment)], {
    encoding: 'utf8',
  })
  if (outcome.status !== 0 && outcome.signal !== 'SIGKILL') throw new Error(outcome.stderr)
  return outcome
}

function read(host: FakeHost, name: string): string {
  return readFileSync(join(host.root, name), 'utf8')
}

function writesOf(host: FakeHost): readonly string[] {
  return read(host, 'writes').trimEnd().split('\n').sort()
}

describe('kill -9 in ten decisions', () => {
  it('has a few hundred moments to be killed at', () => {
    expect(whole.moments).toBeGreaterThan(200)
  })

  it('is gone on with after a restart: nothing lost, nothing done twice, the same end', () => {
    for (let moment = 1; moment <= whole.moments; moment += STRIDE) {
      const host = newHost()
      expect(live(host, moment).signal, `killed at ${moment}`).toBe('SIGKILL')
      expect(live(host, 0).status, `after ${moment}`).toBe(0)
      expect(host.picture(), `after ${moment}`).toEqual(whole.picture)
      expect(writesOf(host), `after ${moment}`).toEqual(whole.writes)
    }
  })

  it('gets to the same end when every life is a short one', () => {
    const host = newHost()
    let lives = 1
    while (live(host, 11).signal === 'SIGKILL') lives++
    expect(lives).toBeGreaterThan(10)
    expect(host.picture()).toEqual(whole.picture)
    expect(writesOf(host)).toEqual(whole.writes)
  })
}, 120_000)
