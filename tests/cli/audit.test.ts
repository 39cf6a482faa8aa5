import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LawReport } from '../../simulator/checker/report.ts'
import { berth, inScratch } from './berth.ts'
import { copyRun, editJson, removeFolder, scratchFolder } from './run-copy.ts'

describe('berth audit', () => {
  let folder = ''
  let run = ''

  beforeAll(async () => {
    folder = scratchFolder()
    run = join(folder, 'run')
    expect((await berth(['replay', 'launch-day', '--out', run])).code).toBe(0)
  })

  afterAll(() => removeFolder(folder))

  /** Edits a copy of the run, audits it and returns what the audit said. */
  async function auditEdited(edit: (copy: string) => void, words: readonly string[] = []) {
    return inScratch(async (scratch) => {
      const copy = copyRun(run, scratch)
      edit(copy)
      return berth(['audit', copy, ...words])
    })
  }

  it('finds every law kept in a run of its own', async () => {
    const ended = await berth(['audit', run, '-o', 'json'])
    const report = JSON.parse(ended.stdout)
    expect(report.violations).toEqual([])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const { counts } = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')).status
    expect(report.lines).toEqual({ events: counts.events, decisions: counts.decisions })
  })

  it('says beside each law what it does not cover', async () => {
    const [table, json] = [await berth(['audit', run]), await berth(['audit', run, '-o', 'json'])]
    const laws: LawReport[] = JSON.parse(json.stdout).laws
    const unseen = laws.filter((law) => law.unseen !== '')
    expect(unseen.length).toBeGreaterThan(0)
    for (const law of unseen) {
      const line = table.stdout.split('\n').find((text) => text.startsWith(`${law.law} `))
      expect(line?.endsWith(`  unseen: ${law.unseen}`)).toBe(true)
    }
  })

  it('says which part of a law it checked', async () => {
    // A manifest of more places than the log has makes the audit expect a longer one, of which it samples.
    const ended = await auditEdited((copy) => {
      editJson(join(copy, 'manifest.json'), (manifest) => {
        manifest.status.counts.place = 1e9
      })
    })
    expect(ended.stdout).toMatch(/^L9 .* {2}1 place in \d+$/m)
  })

  it('ends with 1 on a file that is one endless line', async () => {
    const ended = await auditEdited((copy) => {
      writeFileSync(join(copy, 'decisions.ndjson'), 'x'.repeat(40 << 20))
    })
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('the last line does not end in a newline')
  })

  it('ends with 1 and names law, file and line of a Cpu held twice', async () => {
    const ended = await auditEdited((copy) => {
      const path = join(copy, 'decisions.ndjson')
      const lines = readFileSync(path, 'latin1').split('\n')
      const places = lines.filter((line) => line.includes('"kind":"place"'))
      const [host, cpus] = ['host', 'cpus'].map((key) => JSON.parse(places[0])[key] as string)
      const at = lines.findIndex(
        (line, i) => i > 0 && line.includes(`"kind":"place"`) && line.includes(`"host":"${host}"`),
      )
      lines[at] = lines[at].replace(/"cpus":"[^"]*"/, `"cpus":"${cpus}"`)
      writeFileSync(path, lines.join('\n'), 'latin1')
    })
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(/^L1 {2}decisions:\d+ {2}/m)
    expect(ended.stdout).toMatch(/^L7 {2}manifest .*decisionDigest/m)
  })

  it('ends with 1 when the last line breaks off', async () => {
    const ended = await auditEdited((copy) => {
      const path = join(copy, 'decisions.ndjson')
      writeFileSync(path, readFileSync(path, 'latin1').slice(0, -9), 'latin1')
    })
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('the last line does not end in a newline')
  })

  it('ends with 2 and lists every file that is missing', async () => {
    const ended = await auditEdited((copy) => {
      rmSync(join(copy, 'decisions.ndjson'))
      rmSync(join(copy, 'fleet.json'))
    })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    const lines = ended.stderr.split('\n').map((line) => line.replace(/^.*copy: /, ''))
    expect(lines).toEqual([
      'decisions.ndjson: found no such file, expected the log of a run made with --log full',
      'fleet.json: found no such file, expected a file of a whole run',
      '',
    ])
  })

  it('ends with 2 on a manifest that is none', async () => {
    const ended = await auditEdited((copy) => {
      editJson(join(copy, 'manifest.json'), (manifest) => {
        manifest.kind = 'Walk'
        manifest.status.eventDigest = 'x'
      })
    })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('manifest.json: kind: found "Walk"')
    expect(ended.stderr).toContain('manifest.json: status.eventDigest: found "x"')
  })
})
