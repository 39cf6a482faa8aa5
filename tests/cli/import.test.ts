import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCurve } from '../../src/model/parse/curve.ts'
import { berth, inScratch } from './berth.ts'

const STEAMDB = `"DateTime","Players","Average Players","Twitch Viewers"
"2026-03-05 18:00:00",100,,
"2026-03-05 18:10:00",2400,,
"2026-03-05 18:20:00",3000,,
"2026-03-05 18:30:00",2700,,
`
const CSV = 'when,players\n2026-01-01 00:00,10\n2026-01-01 01:00,40\n2026-01-01 02:00,20\n'

describe('berth import', () => {
  it('writes a curve that the format reads back', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'My Game (3065800).csv')
      const out = join(folder, 'curve.yaml')
      writeFileSync(file, STEAMDB)
      const ended = await berth(['import', 'steamdb', file, '--out', out, '-o', 'name'])
      expect(ended).toEqual({ code: 0, stdout: `${out}\n`, stderr: '' })
      const curve = parseCurve(readFileSync(out, 'utf8'))
      expect(curve).toMatchObject({ ok: true, value: { name: 'my-game-3065800' } })
      if (!curve.ok || curve.value.form.kind !== 'samples') throw new Error('a curve of samples')
      expect(curve.value.form.stepUs).toBe(600_000_000)
      expect(curve.value.form.samples).toEqual([0.0333, 0.8, 1, 0.9])
      expect(readdirSync(folder).sort()).toEqual(['My Game (3065800).csv', 'curve.yaml'])
    })
  })

  it('writes to stdout without --out, under the name and title given', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'x.csv')
      writeFileSync(file, CSV)
      const words = ['--name', 'two-hours', '--title', 'Two hours', '--source', 'made up', '--time-column', 'when']
      const ended = await berth(['import', 'csv', file, ...words])
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      const curve = parseCurve(ended.stdout)
      expect(curve).toMatchObject({ ok: true, value: { name: 'two-hours', title: 'Two hours' } })
      if (!curve.ok || curve.value.form.kind !== 'samples') throw new Error('a curve of samples')
      expect(curve.value.source).toContain('made up')
      expect(curve.value.form.samples).toEqual([0.25, 1, 0.5])
    })
  })

  it('writes a curve a file into a directory', async () => {
    await inScratch(async (folder) => {
      const files = ['a.csv', 'b.csv'].map((name) => join(folder, name))
      for (const file of files) writeFileSync(file, CSV)
      const ended = await berth(['import', 'csv', ...files, '--out', folder, '--time-column', 'when', '-o', 'json'])
      expect(ended.code).toBe(0)
      expect(JSON.parse(ended.stdout).curves).toHaveLength(2)
      expect(readdirSync(folder).sort()).toEqual(['a.csv', 'a.yaml', 'b.csv', 'b.yaml'])
    })
  })

  it('writes a single curve into a directory too, under its name', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'a.csv')
      writeFileSync(file, CSV)
      mkdirSync(join(folder, 'curves'))
      const words = ['--out', join(folder, 'curves'), '--name', 'two-hours', '--time-column', 'when', '-o', 'name']
      const ended = await berth(['import', 'csv', file, ...words])
      expect(ended).toEqual({ code: 0, stdout: `${join(folder, 'curves/two-hours.yaml')}\n`, stderr: '' })
      expect(readdirSync(join(folder, 'curves'))).toEqual(['two-hours.yaml'])
    })
  })

  it('writes nothing when two files would have one name', async () => {
    await inScratch(async (folder) => {
      mkdirSync(join(folder, 'more'))
      const files = ['a.csv', 'more/A.csv'].map((name) => join(folder, name))
      for (const file of files) writeFileSync(file, CSV)
      const ended = await berth(['import', 'csv', ...files, '--out', folder, '--time-column', 'when'])
      const fault = `${files[1]}: found the name a, as of ${files[0]}, expected another\n`
      expect(ended).toEqual({ code: 2, stdout: '', stderr: fault })
      expect(readdirSync(folder).sort()).toEqual(['a.csv', 'more'])
    })
  })

  it('says where it cannot write and leaves nothing there', async () => {
    await inScratch(async (folder) => {
      const file = join(folder, 'a.csv')
      const out = join(folder, 'none/curve.yaml')
      writeFileSync(file, CSV)
      const ended = await berth(['import', 'csv', file, '--out', out, '--time-column', 'when'])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain('(ENOENT), expected a file that can be written\n')
      expect(readdirSync(folder)).toEqual(['a.csv'])
    })
  })

  it('writes nothing when one of the files is faulty, and lists every fault with its file', async () => {
    await inScratch(async (folder) => {
      const [good, bad] = ['good.csv', 'bad.csv'].map((name) => join(folder, name))
      writeFileSync(good, CSV)
      writeFileSync(bad, CSV.replace('10', 'ten').replace('40', 'forty'))
      const ended = await berth([
        'import',
        'csv',
        good,
        bad,
        join(folder, 'none.csv'),
        '--out',
        folder,
        '--time-column',
        'when',
      ])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain('bad.csv: line 2')
      expect(ended.stderr).toContain('bad.csv: line 3')
      expect(ended.stderr).toContain('none.csv: found ENOENT, expected a readable file')
      expect(existsSync(join(folder, 'good.yaml'))).toBe(false)
    })
  })

  it('lists every wrong argument', async () => {
    const ended = await berth(['import', 'xls', 'a', 'b', '--name', 'No Name'])
    expect(ended.code).toBe(2)
    expect(ended.stderr.split('\n').map((line) => line.split(':')[0])).toEqual([
      'KIND',
      '--out',
      '--name',
      '--name',
      '',
    ])
  })
})
