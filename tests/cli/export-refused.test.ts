import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { berth } from './berth.ts'
import { copyRun } from './run-copy.ts'

let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'berth-export-'))
  expect((await berth(['replay', 'launch-day', '--out', join(folder, 'run'), '-q'])).code).toBe(0)
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('an export that cannot be', () => {
  it('says of a log that lost its end that it is not the one recorded, and keeps nothing', async () => {
    const copy = copyRun(join(folder, 'run'), join(folder, 'cut'))
    const path = join(copy, 'decisions.ndjson')
    writeFileSync(path, `${readFileSync(path, 'utf8').split('\n').slice(0, 80).join('\n')}\n`)
    for (const kind of ['csv', 'parquet', 'json', 'perfetto', 'kubernetes']) {
      const out = join(folder, `cut.${kind}`)
      const ended = await berth(['export', kind, copy, '--out', out])
      expect([ended.code, ended.stdout, existsSync(out)], kind).toEqual([2, '', false])
      expect(ended.stderr).toMatch(/: decisions\.ndjson: sha256: found [0-9a-f]{64}, expected /)
    }
  })

  it('names the file that a full disk kept it from writing', async () => {
    const ended = await berth(['export', 'csv', join(folder, 'run'), '--out', '/dev/full'])
    expect([ended.code, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toMatch(/^berth: found ENOSPC: no space left on device, write '\/dev\/full', expected .+\n$/)
  })

  it('lists every wrong argument, and writes nothing of a run that is not whole', async () => {
    const ended = await berth(['export', 'parquet', join(folder, 'run'), 'more', '--table', 'hosts', '--at', '5'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr.trimEnd().split('\n')).toEqual([
      'arguments: found "more", expected nothing more',
      '--at: found an option, expected none with parquet',
      '--out: found nothing, expected a file: parquet is no text',
      '--table: found "hosts", expected one of decisions, series',
    ])
    expect((await berth(['export', 'xls'])).stderr.trimEnd().split('\n')).toEqual([
      'KIND: found "xls", expected one of parquet, csv, json, kubernetes, perfetto',
      'DIR: found nothing, expected the directory of a run',
    ])
    const broken = join(folder, 'broken')
    await berth(['replay', 'launch-day', '--out', broken, '--log', 'digest', '-q'])
    const out = join(folder, 'broken.json')
    const digest = await berth(['export', 'json', broken, '--out', out])
    expect(digest).toMatchObject({ code: 2, stdout: '' })
    expect(digest.stderr).toBe(
      `${broken}: decisions.ndjson: found no such file, expected the log of a run made with --log full\n`,
    )
    writeFileSync(join(broken, 'decisions.ndjson'), '{"seq":1}\n')
    const line = await berth(['export', 'json', broken, '--out', out])
    expect(line.code).toBe(2)
    expect(line.stderr).toContain('decisions.ndjson:1: kind: found nothing, expected one of place, ')
    expect(existsSync(out)).toBe(false)
  })
})
