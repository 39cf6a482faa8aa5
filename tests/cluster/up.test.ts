import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from './lab/client.ts'

const ROOT = join(import.meta.dirname, '../..')
const PROGRAMS = process.env['BERTH_CLUSTER_PROGRAMS'] ?? ''

let labs: string

/** A labs folder of this test alone, so that a cluster that a person has up is left alone. */
beforeAll(() => {
  labs = mkdtempSync(join(tmpdir(), 'berth-labs-'))
  symlinkSync(PROGRAMS, join(labs, basename(PROGRAMS)))
})

afterAll(() => {
  script('cluster-down')
  rmSync(labs, { recursive: true, force: true })
})

function script(name: string, ...words: readonly string[]) {
  const env = { ...process.env, BERTH_LABS_DIR: labs }
  return spawnSync(process.execPath, [join(ROOT, 'scripts/labs', `${name}.mjs`), ...words], { env, encoding: 'utf8' })
}

/** Whether a process runs; one that ended and waits to be reaped has no program any more. */
function isAlive(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) !== ''
  } catch {
    return false
  }
}

it('starts a cluster for a person and ends exactly what it started', async () => {
  const up = script('cluster-up', '--hosts', '3')
  expect(up.stderr).toContain('is up with 3 hosts')
  const kubeconfig = up.stdout.trim()
  expect(JSON.parse(readFileSync(kubeconfig, 'utf8')).kind).toBe('Config')
  const state = join(labs, 'cluster-up', 'state.json')
  const { programs } = JSON.parse(readFileSync(state, 'utf8'))
  const pids: number[] = programs.map(({ pid }: { pid: number }) => pid)
  expect(pids).toHaveLength(3)
  expect(pids.every(isAlive)).toBe(true)

  const again = script('cluster-up')
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('is up already')])
  expect(script('cluster-down').stderr).toBe('kwok: ended\nkube-apiserver: ended\netcd: ended\n')
  expect(pids.some(isAlive)).toBe(false)
  expect(existsSync(dirname(state))).toBe(false)
  expect(script('cluster-down').stderr).toBe('no cluster is up\n')
})

it('says what is wrong with its words', () => {
  const up = script('cluster-up', '--hosts', 'many')
  expect([up.status, up.stderr]).toEqual([2, '--hosts many: expected a whole number from 0 to 10000\n'])
})

it('leaves no program and no folder when the process that started a cluster is killed', async () => {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cluster-lab/up.js'), labs, '--foreground', '--hosts', '0'])
  const kubeconfig = await firstLine(child)
  const dir = dirname(dirname(kubeconfig))
  const pids = ['etcd', 'kube-apiserver', 'kwok'].map((name) => Number(pidIn(dir, name)))
  expect(pids.every(isAlive)).toBe(true)
  child.kill('SIGKILL')
  await until('all ended', async () => (pids.some(isAlive) || existsSync(dir) ? null : true))
})

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()))
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
  })
}

/** The number of the program that runs in a folder, as Linux knows it. */
function pidIn(dir: string, name: string): string {
  return readFileSync(join(dir, `${name}.pid`), 'utf8')
}
