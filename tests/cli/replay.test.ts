import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENGINE_VERSION } from '../../src/engine/engine.ts'
import { canonicalScenario, parseScenarioFile, resolveScenario } from '../../src/model/parse/scenario.ts'
import { DELIVERY_SERIES, type Manifest, SERIES } from '../../src/model/run.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { accepted, LIBRARY, textOf } from '../unit/parse/bundled.ts'
import { berth, inScratch, startBerth, until } from './berth.ts'
import { copyRun, editJson, removeFolder, scratchFolder } from './run-copy.ts'

const SCENARIO = 'launch-day'

function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'))
}

function scenarioOf(name: string): Scenario {
  return accepted(resolveScenario(accepted(parseScenarioFile(textOf('', name) ?? '')), 'smoke', LIBRARY))
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

describe('berth replay SCENARIO', () => {
  let folder = ''
  let run = ''

  beforeAll(async () => {
    folder = scratchFolder()
    run = join(folder, 'first')
    const ended = await berth(['replay', SCENARIO, '--size', 'smoke', '--seed', '7', '--out', run, '-o', 'name'])
    expect(ended).toMatchObject({ code: 0, stdout: `${run}\n`, stderr: '' })
  })

  afterAll(() => removeFolder(folder))

  it('writes a whole run directory whose digests are those of its files', () => {
    expect(readdirSync(run).sort()).toEqual([
      'decisions.ndjson',
      'events.ndjson',
      'fleet.json',
      'manifest.json',
      'series.parquet',
      'summary.json',
    ])
    const { metadata, spec, status } = readManifest(run)
    expect(metadata.name).toBe('launch-day-smoke-7')
    expect(spec).toMatchObject({ scenario: SCENARIO, size: 'smoke', seed: 7, profile: null, log: 'full' })
    expect(spec.scenarioDigest).toBe(
      createHash('sha256')
        .update(canonicalScenario(scenarioOf(SCENARIO)))
        .digest('hex'),
    )
    expect(status.decisionDigest).toBe(sha256Of(join(run, 'decisions.ndjson')))
    expect(status.eventDigest).toBe(sha256Of(join(run, 'events.ndjson')))
    const decisions = readFileSync(join(run, 'decisions.ndjson'), 'latin1').split('\n')
    expect(decisions.pop()).toBe('')
    expect(decisions).toHaveLength(status.counts.decisions)
    expect(status.counts.place).toBeGreaterThanOrEqual(100)
    expect(JSON.parse(decisions[0])).toMatchObject({ seq: 1 })
  })

  it('writes the recorded series as Parquet, every column of the format and no other', async () => {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(run, 'series.parquet')) })
    expect(Object.keys(rows[0])).toEqual([...SERIES])
    expect(rows[0]['atUs']).toBe(0n)
    const summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'))
    const players = rows.map((row) => Number(row['players']))
    expect(Math.max(...players)).toBe(summary.peaks.players.value)
  })

  it('writes what the image registry did, and its columns, of a scenario with one', async () => {
    const out = join(folder, 'rollout')
    const ended = await berth(['replay', 'rollout', '--out', out, '--quiet'])
    expect(ended.stdout).toMatch(/delivery p50, p99: peers +\S+ s, \S+ s\n/)
    expect(ended.stdout).toMatch(/image bytes sent by +84.0 GB central, 72.0 GB mirrors, 48.0 GB hosts\n/)
    const records = readFileSync(join(out, 'registry.ndjson'), 'utf8').trimEnd().split('\n')
    const bytes = records.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'pull' || kind === 'copy')
    expect(bytes.reduce((sum, record) => sum + record.bytes, 0)).toBe(204e9)
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(out, 'series.parquet')) })
    expect(Object.keys(rows[0])).toEqual([...SERIES, ...DELIVERY_SERIES])
    expect((await berth(['replay', out])).code).toBe(0)
    expect((await berth(['replay', SCENARIO, '--out', out, '--quiet'])).code).toBe(0)
    expect(existsSync(join(out, 'registry.ndjson'))).toBe(false)
  })

  it('gives the same digest again, with --log digest too, and then keeps no decisions', async () => {
    const again = join(folder, 'again')
    const ended = await berth(['replay', SCENARIO, '--seed', '7', '--out', again, '--log', 'digest', '-o', 'json'])
    expect(ended.code).toBe(0)
    const answer = JSON.parse(ended.stdout)
    expect(answer.status.decisionDigest).toBe(readManifest(run).status.decisionDigest)
    expect(answer.spec.scenarioDigest).toBe(readManifest(run).spec.scenarioDigest)
    expect(existsSync(join(again, 'decisions.ndjson'))).toBe(false)
    expect(existsSync(join(again, 'series.parquet'))).toBe(true)
    expect((await berth(['replay', again])).code).toBe(0)
  })

  it('keeps digests and files in step when the logs are long', async () => {
    const out = join(folder, 'long')
    const ended = await berth(['replay', SCENARIO, '--size', 'demo', '--seed', '0', '--out', out, '--quiet'])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(readManifest(out).spec.seed).toBe(0)
    expect(readManifest(out).status.decisionDigest).toBe(sha256Of(join(out, 'decisions.ndjson')))
    expect((await berth(['replay', out])).code).toBe(0)
  })

  it('gives another digest for another seed and another profile', async () => {
    const digests = new Set([readManifest(run).status.decisionDigest])
    for (const words of [
      ['--seed', '8'],
      ['--seed', '7', '--profile', 'pack'],
      ['--seed', '7', '--profile', 'spread'],
    ]) {
      const out = join(folder, words.join(''))
      expect((await berth(['replay', SCENARIO, ...words, '--out', out])).code).toBe(0)
      digests.add(readManifest(out).status.decisionDigest)
    }
    expect(digests.size).toBe(4)
  })

  it('writes over an earlier run, and to runs/ by default', async () => {
    const first = await berth(['replay', SCENARIO, '--profile', 'pack', '--log', 'full', '-o', 'name'], folder)
    const second = await berth(['replay', SCENARIO, '--profile', 'pack', '--log', 'digest', '-o', 'name'], folder)
    expect(first).toMatchObject({ code: 0, stdout: join('runs', 'launch-day-smoke-1-pack') + '\n' })
    expect(second).toMatchObject({ code: 0, stdout: first.stdout })
    expect(existsSync(join(folder, 'runs/launch-day-smoke-1-pack/decisions.ndjson'))).toBe(false)
  })

  it('refuses a directory that holds something else and leaves it as it is', async () => {
    const out = join(folder, 'notes')
    mkdirSync(out)
    writeFileSync(join(out, 'notes.txt'), 'mine')
    const ended = await berth(['replay', SCENARIO, '--out', out])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    const expected = 'expected a new directory, an empty one, or that of an earlier run'
    expect(ended.stderr).toBe(`--out: found ${JSON.stringify(out)}, which holds "notes.txt", ${expected}\n`)
    expect(readdirSync(out)).toEqual(['notes.txt'])
  })

  it.each([
    ['is empty', ''],
    ['breaks off', '{"apiVersion": "berth.dev/v1al'],
  ])('writes over an earlier run whose manifest %s', async (_, text) => {
    const out = join(folder, `manifest-${text.length}`)
    mkdirSync(out)
    writeFileSync(join(out, 'manifest.json'), text)
    writeFileSync(join(out, 'events.ndjson'), '{"atUs":')
    expect(await berth(['replay', SCENARIO, '--out', out])).toMatchObject({ code: 0, stderr: '' })
    expect(readManifest(out).kind).toBe('Run')
  })

  it.each([
    ['a file of mine beside a run', 'notes.txt', 'notes.txt'],
    ['the manifest of something else', 'manifest.json', 'manifest.json'],
  ])('refuses a directory with %s', async (_, name, shown) => {
    await inScratch(async (scratch) => {
      const out = copyRun(run, scratch)
      writeFileSync(join(out, name), '{"name": "mine"}')
      const before = readdirSync(out)
      const ended = await berth(['replay', SCENARIO, '--out', out])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain(`, which holds "${shown}", expected`)
      expect(readdirSync(out)).toEqual(before)
      expect(readFileSync(join(out, name), 'utf8')).toBe('{"name": "mine"}')
    })
  })

  it('refuses a directory in which another run is writing, and takes over from one that is gone', async () => {
    const out = join(folder, 'shared')
    const first = startBerth(['replay', 'fleet-year', '--size', 'demo', '--out', out])
    await until(() => existsSync(join(out, 'events.ndjson')))
    const pid = readFileSync(join(out, 'writing.lock'), 'utf8').trim()
    const second = await berth(['replay', SCENARIO, '--out', out])
    expect(second).toMatchObject({ code: 2, stdout: '' })
    const found = `${JSON.stringify(out)}, in which another run is writing (process ${pid}, see writing.lock)`
    expect(second.stderr).toContain(`--out: found ${found}, expected`)
    expect(existsSync(join(out, 'events.ndjson'))).toBe(true)
    first.signal('SIGKILL')
    await first.ended
    expect(existsSync(join(out, 'writing.lock'))).toBe(true)
    expect(await berth(['replay', SCENARIO, '--out', out])).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(out, 'writing.lock'))).toBe(false)
  })

  it('ends with 130 on an interrupt and leaves no manifest', async () => {
    const out = join(folder, 'interrupted')
    const started = startBerth(['replay', 'fleet-year', '--size', 'demo', '--out', out])
    await until(() => existsSync(join(out, 'events.ndjson')))
    started.signal('SIGINT')
    const ended = await started.ended
    expect(ended).toMatchObject({ code: 130, stdout: '' })
    expect(ended.stderr).toContain('incomplete')
    expect(existsSync(join(out, 'manifest.json'))).toBe(false)
    expect(await berth(['replay', out])).toMatchObject({ code: 2 })
    expect(await berth(['replay', SCENARIO, '--out', out])).toMatchObject({ code: 0 })
  })

  describe('then berth replay DIR', () => {
    it('takes the same decisions from the events alone', async () => {
      const ended = await berth(['replay', run, '-o', 'json'])
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      const { decisionDigest, counts } = readManifest(run).status
      const answer = { directory: run, same: true, recorded: decisionDigest, replayed: decisionDigest }
      const engines = { recorded: ENGINE_VERSION, replayed: ENGINE_VERSION }
      expect(JSON.parse(ended.stdout)).toEqual({ ...answer, decisions: counts.decisions, engines })
    })

    it('ends with 1 and shows both digests when they differ', async () => {
      await inScratch(async (scratch) => {
        const copy = copyRun(run, scratch)
        const other = 'f'.repeat(64)
        editJson(join(copy, 'manifest.json'), (manifest) => {
          manifest.status.decisionDigest = other
        })
        const ended = await berth(['replay', copy])
        expect(ended.code).toBe(1)
        expect(ended.stdout).toContain(other)
        expect(ended.stdout).toContain(readManifest(run).status.decisionDigest)
        expect(ended.stdout).toMatch(/different$/m)
        editJson(join(copy, 'manifest.json'), (manifest) => {
          manifest.spec.engineVersion = '0.0.1'
        })
        const older = await berth(['replay', copy])
        expect(older.code).toBe(1)
        expect(older.stdout).toContain(`different: recorded by engine 0.0.1, this is ${ENGINE_VERSION}\n`)
      })
    })

    it.each([
      ['a line that breaks off', (text: string) => text.slice(0, -20), 'found a line that breaks off'],
      [
        'a line that is no JSON',
        (text: string) => text.replace('\n', '\n{"atUs":\n'),
        'events.ndjson:2: found "{\\"atUs\\":", expected one JSON object',
      ],
      ['an unknown kind', (text: string) => text.replace('"kind":"request"', '"kind":"wish"'), 'kind: found "wish"'],
      [
        'a wrong type',
        (text: string) => text.replace(/"cpus":\d+,"memoryMib":\d+,"cause"/, '"cpus":"x","memoryMib":1,"cause"'),
        'cpus: found "x"',
      ],
      [
        'a request that is none',
        (text: string) => text.replace(/"request":\{"cpus":\d+/, '"request":{"cpus":0'),
        'events.ndjson:1: request.cpus: found 0, expected at least 1, or cpuMilli beside it\n',
      ],
      [
        'a profile that is none',
        (text: string) => text.replace(/"profile":"\w+"/, '"profile":"bogus"'),
        'events.ndjson:1: request.profile: found "bogus", expected one of pack, spread\n',
      ],
      [
        'a request without its spread rules',
        (text: string) => text.replace(/"spread":\[.*?\],/, ''),
        'events.ndjson:1: request.spread: found nothing, expected a list of 0 to 8\n',
      ],
      [
        'a pod of a component that was never declared',
        (text: string) => text.split('\n').slice(1).join('\n'),
        'an event out of place',
      ],
      [
        'events that are not those recorded',
        (text: string) =>
          text
            .replace(/\n$/, '\n\n')
            .slice(0, -1)
            .replace(/"atUs":0/, '"atUs": 0'),
        'sha256',
      ],
    ])('ends with 2 on %s', async (_, edit, words) => {
      await inScratch(async (scratch) => {
        const copy = copyRun(run, scratch)
        const path = join(copy, 'events.ndjson')
        writeFileSync(path, edit(readFileSync(path, 'latin1')), 'latin1')
        const ended = await berth(['replay', copy])
        expect(ended).toMatchObject({ code: 2, stdout: '' })
        expect(ended.stderr).toContain(words)
        expect(ended.stderr).not.toContain('    at ')
      })
    })

    it('takes no scenario options', async () => {
      const ended = await berth(['replay', run, '--seed', '3', '--size', 'demo'])
      expect(ended.code).toBe(2)
      expect(ended.stderr.split('\n')).toHaveLength(3)
    })
  })
})
