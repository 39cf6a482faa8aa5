import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inScratch, ROOT } from './berth.ts'

/** The words are put together here so that this file is not one that skips. */
const SKIP = `it.${'skip'}`

interface Named {
  readonly word: string
  readonly file: string
  readonly said: string
}

/** One that passes when it is tried again. */
const TRIED = `let tries = 0
    it('passes at last', { retry: 1 }, () => { if (tries++ === 0) throw new Error('not yet') })`

const FILES: Readonly<Record<string, string>> = {
  'mixed.test.mjs': `
    describe('outer', () => {
      it('passes', () => {})
      it('passes too', () => {})
      it('fails', () => { throw new Error('as it should') })
      ${SKIP}('node: boots, because it needs KVM', () => {})
      it('oracle: agrees', (context) => context.skip('no oracle is built here'))
    })`,
  'hook.test.mjs': `
    beforeAll(() => { throw new Error('no set-up') })
    it('never runs', () => {})`,
  'broken.test.mjs': `throw new Error('cannot be read')`,
  'tried.test.mjs': TRIED,
}

/** What scripts/steps.mjs prints at the end, and its exit code, for counts as the reporter gives them. */
function finish(parts: unknown, required = '') {
  const script = `import('./scripts/steps.mjs').then(({ finish }) => finish(${JSON.stringify(parts)}))`
  const env = { ...process.env, BERTH_REQUIRE: required }
  const { status, stdout } = spawnSync(process.execPath, ['-e', script], { cwd: ROOT, env, encoding: 'utf8' })
  return { code: status, lines: stdout.split('\n').slice(0, -1) }
}

describe('the test runner', () => {
  it('counts every test once, and failures outside tests', async () => {
    await inScratch(async (folder) => {
      for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
      const counts = join(folder, 'counts.json')
      const words = ['run', '--root', folder, '--globals', `--reporter=${join(ROOT, 'scripts/counts-reporter.mjs')}`]
      const env = { ...process.env, BERTH_COUNTS_FILE: counts }
      const ended = spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...words], {
        env,
        cwd: folder,
      })
      expect(ended.status).toBe(1)
      const { passed, failed, skipped, named } = JSON.parse(readFileSync(counts, 'utf8'))
      expect(passed).toBe(3)
      expect(failed).toBe(3) // The test, the hook and the file.
      const said = named.map(({ word, file, said: why }: Named) => `${word} ${file}: ${why}`)
      expect(said.sort()).toEqual([
        'FAILED broken.test.mjs: cannot be read',
        'FAILED hook.test.mjs: no set-up',
        'FAILED mixed.test.mjs: as it should',
        'TRIED AGAIN tried.test.mjs: not yet',
      ])
      expect(skipped).toContainEqual({
        name: 'outer > node: boots, because it needs KVM',
        file: 'mixed.test.mjs',
        reason: 'skip',
      })
      expect(skipped).toContainEqual({
        name: 'outer > oracle: agrees',
        file: 'mixed.test.mjs',
        reason: 'no oracle is built here',
      })
    })
  })

  const skipped = [
    { name: 'node > boots', file: 'tests/node/a.test.ts', reason: 'needs KVM' },
    { name: 'agrees', file: 'tests/oracle/a.test.ts', reason: 'none is built' },
  ]

  it('ends with one line alone, after each skipped test and its reason', () => {
    const parts = [
      { passed: 2, failed: 0, skipped: [], named: [] },
      { passed: 40, failed: 0, skipped, named: [] },
    ]
    expect(finish(parts)).toEqual({
      code: 0,
      lines: [
        'skipped  tests/node/a.test.ts: node > boots: needs KVM',
        'skipped  tests/oracle/a.test.ts: agrees: none is built',
        '42 passed, 0 failed, 2 skipped',
      ],
    })
  })

  it('fails when anything failed, and when a lab that is required was skipped', () => {
    const named = [
      { word: 'TRIED AGAIN', file: 'tests/host/a.test.ts', name: 'boots', said: 'no answer' },
      { word: 'FAILED', file: '', name: 'types', said: 'see above' },
    ]
    expect(finish([{ passed: 1, failed: 1, skipped: [], named }])).toEqual({
      code: 1,
      lines: [
        'TRIED AGAIN  tests/host/a.test.ts: boots: no answer',
        'FAILED  types: see above',
        '1 passed, 1 failed, 0 skipped',
      ],
    })
    const parts = [{ passed: 1, failed: 0, skipped, named: [] }]
    const byName = finish(parts, 'host,node')
    expect(byName.code).toBe(1)
    expect(byName.lines.at(-1)).toBe('1 passed, 1 failed, 1 skipped')
    expect(finish(parts, 'oracle').lines.at(-1)).toBe('1 passed, 1 failed, 1 skipped')
    expect(finish(parts, 'cluster').code).toBe(0)
  })
})
