import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inScratch, ROOT } from './berth.ts'

/** Runs Node in the project with a labs folder of its own. */
function node(words: readonly string[], labs: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: ROOT,
    env: { ...process.env, BERTH_LABS_DIR: labs, ...env },
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}

/** Three builds of one folder at once, after one that breaks off half-way. */
const BUILDS = `
  import { buildOnce } from './scripts/labs/cache.mjs'
  import { writeFileSync } from 'node:fs'
  const [folder] = process.argv.slice(1)
  const progress = { note() {} }
  let built = 0
  const whole = async (draft) => {
    built++
    await new Promise((done) => setTimeout(done, 50))
    writeFileSync(draft + '/part', '')
  }
  const broken = async (draft) => {
    writeFileSync(draft + '/half', '')
    throw new Error('disk full')
  }
  const reason = await buildOnce(folder, progress, broken).catch((fault) => fault.message)
  await Promise.all([1, 2, 3].map(() => buildOnce(folder, progress, whole)))
  console.log(reason, built)`

describe('labs:install', () => {
  it('says how to get Go where there is none', async () => {
    await inScratch(async (folder) => {
      const { code, stderr } = node(['scripts/labs/install.mjs', 'cluster'], folder, { PATH: folder })
      expect(code).toBe(1)
      expect(stderr).toMatch(/^cluster: not installed: .*Go, which is not in PATH: install Go 1\.26 or newer from /)
      expect(readdirSync(folder)).toEqual([])
    })
  })

  it('knows its labs by name', async () => {
    await inScratch(async (folder) => {
      const { code, stderr } = node(['scripts/labs/install.mjs', 'clutser'], folder)
      expect([code, stderr]).toEqual([2, 'no lab clutser; there are cluster, host, oracle, nri, node\n'])
    })
  })

  it('builds once for several callers, and a broken build does not count', async () => {
    await inScratch(async (folder) => {
      const { stdout } = node(['--input-type=module', '-e', BUILDS, join(folder, 'lab')], folder)
      expect(stdout).toBe('disk full 1\n')
      expect(readdirSync(folder)).toEqual(['lab'])
      expect(readdirSync(join(folder, 'lab'))).toEqual(['part'])
      expect(existsSync(join(folder, 'lab.lock'))).toBe(false)
    })
  })
})

describe('a lab that is not installed', () => {
  it('is one skipped test with its reason', () => {
    const labs = `[{ name: 'a', isInstalled: () => ({ ok: true, reason: '' }) },
      { name: 'b', isInstalled: () => ({ ok: false, reason: 'not built' }) }]`
    const print = `({ labsHere }) => console.log(JSON.stringify(labsHere(${labs})))`
    const script = `import('./scripts/steps.mjs').then(${print})`
    expect(JSON.parse(node(['-e', script], ROOT).stdout)).toEqual({
      names: ['a'],
      absent: { passed: 0, failed: 0, named: [], skipped: [{ name: 'b lab', file: 'tests/b/', reason: 'not built' }] },
    })
  })
})
