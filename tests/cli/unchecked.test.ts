import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { berth, inScratch } from './berth.ts'

it('asks nothing of the engine about a run that booked by its cache alone, and says why', async () => {
  await inScratch(async (scratch) => {
    const run = join(scratch, 'run')
    expect((await berth(['replay', 'stale-cache', '--check', 'off', '--out', run])).code).toBe(0)
    const placed = readFileSync(join(run, 'decisions.ndjson'), 'utf8').split('\n', 1)[0]
    const { pod } = JSON.parse(placed) as { readonly pod: string }
    for (const words of [
      ['explain', run, pod],
      ['fit', run],
      ['consolidate', run, '--at', '3600'],
    ]) {
      const ended = await berth(words)
      expect([words[0], ended.code, ended.stdout]).toEqual([words[0], 2, ''])
      expect(ended.stderr).toContain('manifest.json: spec.check: found off, expected a run whose scheduler books')
    }
    const filled = ['fit', 'stale-cache', '--cpus', '2', '--memory', '4Gi', '--set', 'cache.check=off']
    const then = await berth([...filled, '--at', '3600'])
    expect([then.code, then.stdout]).toEqual([2, ''])
    expect(then.stderr).toContain('spec.cache.check: found off, expected assume or wait')
    expect((await berth(filled)).code).toBe(0)
  })
})
