import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { runFolder } from './run-folder.ts'
import type { SchedulingStep } from './scheduling-case.ts'
import { verdictCount } from './scheduling-compare.ts'
import { standardTopologies } from './topologies.ts'

const FOLDER = import.meta.dirname
const ROOT = join(FOLDER, '../..')
const STANDARD = standardTopologies(FOLDER)

const HISTORIES = linesOf('admission.ndjson.gz')
const CLUSTERS = linesOf('scheduling.ndjson.gz')

function linesOf(file: string): readonly string[] {
  return gunzipSync(readFileSync(join(FOLDER, file)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
}

/** Runs the files of a folder of their own by `npm run vectors`. */
function runFiles(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'berth-vectors-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const words = [join(ROOT, 'scripts/vectors.mjs'), folder]
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' })
    return { code: status, lines: stdout.split('\n').slice(0, -1), stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('the vectors of this folder', () => {
  it('come out as they should, every row', { timeout: 120_000 }, () => {
    const { runs, faults, mismatches } = runFolder(FOLDER, STANDARD)
    expect({ faults, mismatches }).toEqual({ faults: [], mismatches: [] })
    expect(Object.fromEntries(runs)).toEqual({
      'take-by-topology': 38,
      resize: 66,
      'accumulator orders': 44,
      'accumulator takings': 6,
      hints: 14,
      'exclusive Cpus of pods': 12,
      admission: 600,
      scheduling: 150,
    })
    const steps = HISTORIES.map((line) => (JSON.parse(line) as { expect: { steps: unknown[] } }).expect.steps.length)
    expect(steps.reduce((sum, count) => sum + count)).toBe(21_806)
    const verdicts = CLUSTERS.map((line) => {
      const { expect: transcript } = JSON.parse(line) as { expect: { steps: SchedulingStep[] } }
      return verdictCount(transcript.steps)
    })
    expect(verdicts.reduce((sum, count) => sum + count)).toBe(51_573)
  })
})

describe('npm run vectors', { timeout: 120_000 }, () => {
  it('names every figure that differs and ends with 1', () => {
    const history = JSON.parse(HISTORIES[0]) as { expect: { steps: Record<string, unknown>[] } }
    history.expect.steps[0]['cpus'] = { c0: '1-4,49-54' }
    history.expect.steps[3]['shared'] = '7'
    const row = { id: 't-1', fn: 'packed', topology: 'topoSingleSocketHT', available: '0-7', n: 2, expect: '0,5' }
    const cluster = JSON.parse(CLUSTERS[0]) as { id: string; expect: { steps: { feasible: number }[] } }
    cluster.expect.steps[1].feasible = 99
    const { code, lines } = runFiles({
      'clusters.ndjson': `${JSON.stringify(cluster)}\n`,
      'mine.ndjson': `${HISTORIES[1]}\n${JSON.stringify(history)}\n`,
      'takes.json': JSON.stringify([row]),
    })
    expect(lines.filter((line) => line.startsWith('mismatch'))).toEqual([
      expect.stringMatching(
        /^mismatch {2}clusters.ndjson: line 1 \S+: expect.steps\[1\].feasible: expected 99, found \d+$/,
      ),
      expect.stringMatching(
        /^mismatch {2}mine.ndjson: line 2 real-101-0: expect.steps\[0\].cpus: expected .*1-4,49-54/,
      ),
      expect.stringMatching(
        /^mismatch {2}mine.ndjson: line 2 real-101-0: expect.steps\[3\].shared: expected "7", found "/,
      ),
      'mismatch  takes.json: [0] t-1: expect: expected "0,5", found "0,4"',
    ])
    expect(lines.at(-1)).toBe('4 mismatches, 0 faults of the input')
    expect(code).toBe(1)
  })

  it('lists all that cannot be read and ends with 2', () => {
    const history = JSON.parse(HISTORIES[0]) as Record<string, unknown>
    const { code, lines, stderr } = runFiles({
      'broken.json': '[{',
      'histories.ndjson': `{"ops":1\n${JSON.stringify({ ...history, numa: [], opps: 3 })}\n${HISTORIES[2]}\n`,
      'rows.json': JSON.stringify([
        { fn: 'unheard-of' },
        { id: 'x', fn: 'packed', topology: 'none', available: '3-1', n: 1 },
      ]),
      'notes.ndjson.gz': 'not compressed',
    })
    const places = lines.filter((line) => line.startsWith('unreadable')).map((line) => line.replace(/: found .*/, ''))
    expect(places).toEqual([
      'unreadable  broken.json',
      'unreadable  histories.ndjson: line 1',
      'unreadable  notes.ndjson.gz',
      'unreadable  histories.ndjson: line 2 real-101-0: numa',
      'unreadable  histories.ndjson: line 2 real-101-0: opps',
      'unreadable  rows.json: [0]',
      'unreadable  rows.json: [1] x: available',
    ])
    expect([code, stderr]).toEqual([2, ''])
  })

  it('refuses a folder without vectors, and one that is not there', () => {
    expect(runFiles({ 'README.md': 'nothing' }).code).toBe(2)
    const words = [join(ROOT, 'scripts/vectors.mjs'), join(FOLDER, 'nowhere')]
    const { status, stdout } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' })
    expect(stdout).toMatch(/^unreadable .*nowhere: found ENOENT/)
    expect(status).toBe(2)
  })

  it('takes topologies of the folder before its own', () => {
    const place = (id: number) => ({ id, core: 0, socket: 0, numa: 0, uncore: 0 })
    const sizes = { numSockets: 1, numNumaNodes: 1, numCores: 1, numCpus: 2, numUncoreCaches: 1 }
    const row = { id: 't', fn: 'packed', topology: 'topoSingleSocketHT', available: '0-1', n: 2, expect: '0-1' }
    const { code, lines } = runFiles({
      'a-rows.json': JSON.stringify([row, { ...row, available: '0-7' }]),
      'topologies.json': JSON.stringify({ topoSingleSocketHT: { ...sizes, cpus: [place(0), place(1)] } }),
    })
    expect(lines[0]).toMatch(/^unreadable {2}a-rows.json: \[1\] t: found Cpus/)
    expect(code).toBe(2)
  })
})
