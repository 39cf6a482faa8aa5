import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { berth, inScratch, ROOT } from './berth.ts'

/** Runs the command into a pipe whose reader is gone from the start, and returns the command's own exit code. */
function intoClosedPipe(words: readonly string[]): number | null {
  const command = [process.execPath, join(ROOT, 'bin/berth.mjs'), ...words].map((word) => `'${word}'`).join(' ')
  // The reader ends before the command writes: `sleep` is in front of the command only.
  const script = `set -o pipefail; (sleep 0.3; exec ${command}) | true`
  return spawnSync('bash', ['-c', script], { cwd: ROOT }).status
}

describe('berth into a pipe that nobody reads', () => {
  it('still ends with the code of its verdict', async () => {
    await inScratch(async (folder) => {
      const run = join(folder, 'run')
      expect((await berth(['replay', 'launch-day', '--out', run])).code).toBe(0)
      expect(intoClosedPipe(['audit', run])).toBe(0)
      expect(intoClosedPipe(['replay', run, '-o', 'json'])).toBe(0)
      expect(intoClosedPipe(['export', 'kubernetes', run])).toBe(0)
      expect(intoClosedPipe(['export', 'perfetto', run])).toBe(0)
      const path = join(run, 'decisions.ndjson')
      writeFileSync(path, readFileSync(path, 'latin1').replace(/"ip":"[^"]*"/, '"ip":"10.0.0.1"'), 'latin1')
      expect(intoClosedPipe(['audit', run])).toBe(1)
      expect(intoClosedPipe(['audit', run, '-o', 'json'])).toBe(1)
      expect(intoClosedPipe(['audit', join(folder, 'none'), '-o', 'json'])).toBe(2)
    })
  })
})
