import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { berth, startBerth, until } from './berth.ts'

const SCENARIO = 'launch-day'
const folder = mkdtempSync(join(tmpdir(), 'berth-resume-'))
const whole = join(folder, 'whole')
const LOGS = ['events.ndjson', 'decisions.ndjson', 'summary.json', 'series.parquet', 'fleet.json']
/** In seconds: when it is cut, and faults after and before it. */
const CUT = '72000.5'
const LISTED = '{at: 20h, host: sz-a-m01-h0001, down: 40m}'
const faultAt = (at: string) => `hostFaults=[${LISTED}, {at: ${at}, host: tj-a-m01-h0001, down: 1h}]`

const read = (directory: string, name: string): string => readFileSync(join(directory, name), 'latin1')

async function cutAt(name: string): Promise<string> {
  const directory = join(folder, name)
  const ended = await berth(['replay', SCENARIO, '--until', CUT, '--out', directory, '-o', 'json'])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(ended.stdout)).toMatchObject({ kind: 'RunCut', directory })
  return directory
}

beforeAll(async () => {
  expect(await berth(['replay', SCENARIO, '--out', whole])).toMatchObject({ code: 0, stderr: '' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('berth replay --until', () => {
  it('leaves the logs up to there and a cut, and --resume comes to the same files as in one go', async () => {
    const directory = await cutAt('cut')
    expect(existsSync(join(directory, 'manifest.json'))).toBe(false)
    const { status } = JSON.parse(read(directory, 'cut.json'))
    expect(status.atUs).toBeLessThanOrEqual(72_000_500_000)
    expect(read(whole, 'decisions.ndjson').startsWith(read(directory, 'decisions.ndjson'))).toBe(true)
    expect(read(directory, 'decisions.ndjson').split('\n').length - 1).toBe(status.counts.decisions)

    const ended = await berth(['replay', '--resume', directory], folder)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    for (const name of LOGS) expect([name, read(directory, name)]).toEqual([name, read(whole, name)])
    expect(existsSync(join(directory, 'cut.json'))).toBe(false)
    expect(await berth(['replay', directory])).toMatchObject({ code: 0 })
  })

  it('is cut later still, and goes on from there', async () => {
    const directory = await cutAt('later')
    expect(await berth(['replay', '--resume', directory, '--until', '80000'])).toMatchObject({ code: 0 })
    expect(JSON.parse(read(directory, 'cut.json')).status.atUs).toBeGreaterThan(72_000_500_000)
    expect(await berth(['replay', '--resume', directory, '-o', 'name'])).toMatchObject({ code: 0 })
    expect(read(directory, 'decisions.ndjson')).toBe(read(whole, 'decisions.ndjson'))
  })

  it('runs to the end where that comes first', async () => {
    const directory = join(folder, 'past-the-end')
    expect(await berth(['replay', SCENARIO, '--until', '1e', '--out', directory])).toMatchObject({ code: 2 })
    expect(await berth(['replay', SCENARIO, '--until', '999999999', '--out', directory])).toMatchObject({ code: 0 })
    expect(read(directory, 'decisions.ndjson')).toBe(read(whole, 'decisions.ndjson'))
  })
})

describe('another future of a run that was cut', () => {
  it('shares its past, and what would change that is refused', async () => {
    const directory = await cutAt('branches')
    const branch = join(folder, 'branch')
    const after = ['--set', faultAt('21h'), '--out', branch]
    expect(await berth(['replay', '--resume', directory, ...after])).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(directory, 'cut.json'))).toBe(true)
    const past = read(directory, 'decisions.ndjson')
    expect(read(branch, 'decisions.ndjson').startsWith(past)).toBe(true)
    expect(read(branch, 'decisions.ndjson')).not.toBe(read(whole, 'decisions.ndjson'))

    const before = ['--set', faultAt('19h'), '--out', join(folder, 'other')]
    const refused = await berth(['replay', '--resume', directory, ...before])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(
      /cut\.json: status\.eventDigest: found [0-9a-f]{64}, expected [0-9a-f]{64}: the same past up to 7\d+/,
    )
    expect(refused.stderr).toContain('status.decisionDigest')
    expect(existsSync(join(folder, 'other', 'manifest.json'))).toBe(false)
  })
})

describe('a run that is interrupted', () => {
  it('leaves a cut, from which it goes on', async () => {
    const directory = join(folder, 'interrupted')
    const started = startBerth(['replay', 'fleet-year', '--size', 'demo', '--log', 'digest', '--out', directory])
    await until(() => existsSync(join(directory, 'events.ndjson')))
    started.signal('SIGINT')
    const ended = await started.ended
    expect(ended.code).toBe(130)
    expect(ended.stderr).toContain(`berth replay --resume ${directory} goes on`)
    expect(JSON.parse(read(directory, 'cut.json')).spec.words).toEqual([
      'fleet-year',
      '--size',
      'demo',
      '--log',
      'digest',
    ])
    const { status } = JSON.parse(read(directory, 'cut.json'))
    const sha = createHash('sha256')
      .update(readFileSync(join(directory, 'events.ndjson')))
      .digest('hex')
    expect(status.eventDigest).toBe(sha)
    expect(status.counts.events).toBe(read(directory, 'events.ndjson').split('\n').length - 1)
  })
})

/** What is changed of one. */
interface Cut {
  readonly spec: { words: string[] }
  readonly status: Record<string, unknown>
}

describe('a cut that cannot be gone on from', () => {
  const edited = (change: (cut: Cut) => void): string => {
    const cut: Cut = JSON.parse(read(join(folder, 'bad'), 'cut.json.good'))
    change(cut)
    return JSON.stringify(cut)
  }
  beforeAll(async () => {
    const directory = await cutAt('bad')
    writeFileSync(join(directory, 'cut.json.good'), read(directory, 'cut.json'))
  })

  const rows: readonly (readonly [string, () => string, readonly string[]])[] = [
    ['no JSON', () => '{"kind":', ['cut.json: found text that is not JSON']],
    [
      'wrong in many places',
      () => edited((cut) => Object.assign(cut.status, { atUs: -1, decisionDigest: 'x', more: 1 })),
      ['status.atUs: found -1', 'status.decisionDigest: found "x"', 'status.more: found'],
    ],
    ['without words', () => edited((cut) => Object.assign(cut.spec, { words: [] })), ['spec.words']],
    [
      'with words of one call',
      () => edited((cut) => cut.spec.words.push('--out', '/elsewhere', '--until', '5')),
      ['spec.words: --until: found an option', 'spec.words: --out: found an option'],
    ],
    ['with an unknown word', () => edited((cut) => cut.spec.words.push('--help')), ['--help: found an unknown option']],
    ['of another seed', () => edited((cut) => cut.spec.words.push('--seed', '2')), ['the same past up to']],
    [
      'of a scenario that is gone',
      () => edited((cut) => cut.spec.words.splice(0, 1, 'no-such')),
      ['SCENARIO: found "no-such"'],
    ],
  ]
  it.each(rows)('%s, is refused with its faults', async (_, text, faults) => {
    const directory = join(folder, 'bad')
    writeFileSync(join(directory, 'cut.json'), text())
    const out = ['--out', join(folder, 'bad-out')]
    const ended = await berth(['replay', '--resume', directory, ...out])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    for (const fault of faults) expect(ended.stderr).toContain(fault)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
  })

  it('is not there, or is beside an option without a value', async () => {
    expect((await berth(['replay', '--resume', whole])).stderr).toContain('cut.json: found no such file')
    expect((await berth(['replay', '--resume'])).stderr).toBe(
      '--resume: found nothing, expected the directory of a run that was cut\n',
    )
    expect((await berth(['replay', SCENARIO, '--resume', whole])).stderr).toContain('expected nothing more')
  })
})
