import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LossSummary } from '../../simulator/fault/recovery.ts'
import { berth } from './berth.ts'

const LOG = fileURLToPath(new URL('../../docs/examples/outages.csv', import.meta.url))
const START = ['--losses-start', '2026-03-05']
/** What the log says of a run of module-loss that begins on that day, as words of a scenario. */
const LISTED = [
  '{at: 28h, domain: module, name: sz-a-m01, down: 3h}',
  '{at: 12h, domain: host, name: sh-a-m01-h0003, down: 6h}',
  '{at: 12h, domain: rack, name: sh-a-m01-r02, down: 2h}',
  '{at: 6h, domain: host, name: sz-a-m01-h0001, down: 40m}',
].join(', ')
/** Nothing else is lost. */
const ALONE = ['hostFaults=[]', 'domainFaults=[]', 'domainLossRates=[]', 'hostLossRate.perHostYear=0']
const WORDS = ['replay', 'module-loss', ...ALONE.flatMap((setting) => ['--set', setting])]

const folder = mkdtempSync(join(tmpdir(), 'berth-losses-'))
const directory = join(folder, 'run')
const read = (name: string, from = directory): string => readFileSync(join(from, name), 'latin1')

beforeAll(async () => {
  const ended = await berth([...WORDS, '--losses', LOG, ...START, '--out', directory])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('berth replay --losses', () => {
  it('loses what the log says, then, and as long', () => {
    const { recovery } = JSON.parse(read('summary.json')) as { recovery: Record<string, LossSummary> }
    const hosts = Object.entries(recovery).map(([kind, losses]) => [kind, losses.hosts])
    // The host in the rack that goes in the same instant is the rack's.
    expect(hosts).toEqual([
      ['host', 1],
      ['rack', 2],
      ['module', 4],
    ])
    const events = read('events.ndjson').trimEnd().split('\n')
    const back = events.filter((line) => line.includes('"kind":"host-recovered"')).map((line) => JSON.parse(line))
    const hours = back.map(({ atUs, host }) => [host, atUs / 3.6e9])
    expect(hours.slice(0, 3)).toEqual([
      ['sz-a-m01-h0001', 6 + 2 / 3],
      ['sh-a-m01-h0004', 14],
      ['sh-a-m01-h0003', 18],
    ])
    expect(hours.slice(3).map(([, hour]) => hour)).toEqual([31, 31, 31, 31])
  })

  it('is a run as any other: replayed, audited, and the same with the losses listed in any order', async () => {
    expect(await berth(['replay', directory])).toMatchObject({ code: 0, stderr: '' })
    expect(await berth(['audit', directory])).toMatchObject({ code: 0, stderr: '' })
    const listed = join(folder, 'listed')
    expect(await berth([...WORDS, '--set', `losses=[${LISTED}]`, '--out', listed])).toMatchObject({ code: 0 })
    for (const name of ['events.ndjson', 'decisions.ndjson', 'summary.json'])
      expect([name, read(name, listed)]).toEqual([name, read(name)])
    const digest = (from: string): string => JSON.parse(read('manifest.json', from)).spec.scenarioDigest
    expect(digest(listed)).toBe(digest(directory))
  })

  it('is cut and goes on with the log that it was called with', async () => {
    const cut = join(folder, 'cut')
    const words = [...WORDS, '--losses', LOG, ...START, '--until', '50000', '--out', cut]
    expect(await berth(words)).toMatchObject({ code: 0, stderr: '' })
    expect(await berth(['replay', '--resume', cut], folder)).toMatchObject({ code: 0, stderr: '' })
    expect(read('decisions.ndjson', cut)).toBe(read('decisions.ndjson'))
  })

  it('names every fault of the log by its line, and runs nothing', async () => {
    const log = join(folder, 'slips.csv')
    writeFileSync(log, 'at,domain,name,until\n1h,host,sz-a-m01-h01,2h\n3h,rack,sz-a-m01-r01,2h\n')
    const ended = await berth(['replay', 'module-loss', '--losses', log, '--out', join(folder, 'none')])
    expect(ended.code).toBe(2)
    expect(ended.stdout).toBe('')
    expect(
      ended.stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^.*slips\.csv: /, '')),
    ).toEqual(['line 3, until: found "2h", expected a time after "3h", written as that one'])
    writeFileSync(log, 'at,domain,name,until\n1h,host,sz-a-m01-h01,2h\n3h,rack,sz-a-m01-r1,4h\n')
    const named = await berth(['replay', 'module-loss', '--losses', log, '--out', join(folder, 'none')])
    expect(
      named.stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^.*slips\.csv: /, '')),
    ).toEqual([
      'line 2, name: found "sz-a-m01-h01", expected the name of a host; did you mean sz-a-m01-h0001?',
      'line 3, name: found "sz-a-m01-r1", expected the name of a rack; did you mean sz-a-m01-r01?',
    ])
    const absent = await berth(['replay', 'module-loss', '--losses', 'gone.csv', ...START])
    expect(absent).toMatchObject({
      code: 2,
      stderr: '--losses: found "gone.csv", expected a readable file, CSV or JSON\n',
    })
    const alone = await berth(['replay', 'module-loss', ...START])
    expect(alone.stderr).toBe('--losses-start: found "2026-03-05", expected nothing without --losses\n')
  })
})
