import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Manifest } from '../../src/model/run.ts'
import { PROFILES } from '../bad-input/profiles.ts'
import { berth, inScratch } from './berth.ts'
import { editJson } from './run-copy.ts'

const SCENARIO = 'launch-day'

function manifestOf(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'))
}

it('runs a profile of a file, which its directory carries for replay and audit', async () => {
  await inScratch(async (scratch) => {
    const file = join(scratch, 'mine.yaml')
    writeFileSync(file, PROFILES)
    const out = join(scratch, 'run')
    const words = ['replay', SCENARIO, '--profiles', file, '--profile', 'airy', '--out', out, '-o', 'name']
    expect(await berth(words)).toMatchObject({ code: 0, stdout: `${out}\n` })
    const airy = { name: 'airy', packs: false, scores: [{ plugin: 'MemoryFree', weight: 1 }] }
    expect(manifestOf(out).spec.profiles?.[0]).toEqual(airy)
    expect(await berth(['replay', out])).toMatchObject({ code: 0 })
    expect(await berth(['audit', out])).toMatchObject({ code: 0 })
    // Judged under other weights than those it ran with, it breaks L9.
    editJson(join(out, 'manifest.json'), (manifest) => {
      manifest.spec.profiles[0].scores[0].plugin = 'CpuPacked'
    })
    const audited = await berth(['audit', out])
    expect(audited.code).toBe(1)
    expect(audited.stdout).toContain('L9 ')
    expect(await berth(['replay', out])).toMatchObject({ code: 1 })
  })
})
