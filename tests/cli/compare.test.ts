import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { berth, inScratch, startBerth } from './berth.ts'
import { copyRun, editJson, removeFolder, scratchFolder } from './run-copy.ts'

const SCENARIO = 'launch-day'

describe('berth compare SCENARIO', () => {
  it('finds a profile the same as itself, seed by seed, and ends with 0', async () => {
    const words = ['compare', SCENARIO, '--profile', 'pack', '--profile', 'pack', '--seeds', '3']
    const ended = await berth(words)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^launch-day smoke, A pack, B pack, 3 seeds\n/)
    expect(ended.stdout.match(/every decision is the same/g)).toHaveLength(3)
    const again = 'berth compare launch-day --size smoke --seeds 3 --profile pack --profile pack'
    expect(ended.stdout.endsWith(`\nsame\nagain: ${again}\n`)).toBe(true)
    expect(await berth([...words, '-o', 'name'])).toMatchObject({ code: 0, stdout: 'same\n' })
  })

  it('tells pack from spread with an interval a figure, ends with 1, and says the same again', async () => {
    const words = ['compare', SCENARIO, '--profile', 'pack', '--profile', 'spread', '--seeds', '3', '-o', 'json']
    const ended = await berth(words)
    expect(ended).toMatchObject({ code: 1, stderr: '' })
    const answer = JSON.parse(ended.stdout)
    expect(answer).toMatchObject({ of: 'launch-day smoke', a: 'pack', b: 'spread', seeds: [1, 2, 3], same: false })
    const hosts = answer.figures.find(({ name }: { name: string }) => name === 'hosts in use')
    const differences = answer.pairs.map((pair: { a: Hosts; b: Hosts }) => pair.b.hostsInUse - pair.a.hostsInUse)
    expect(differences).toHaveLength(3)
    expect(hosts.difference.mean).toBeCloseTo((differences[0] + differences[1] + differences[2]) / 3, 9)
    expect(hosts.difference.interval[0]).toBeGreaterThan(0)
    expect(hosts.difference.isDistinguishable).toBe(true)
    for (const { diff } of answer.pairs) {
      expect(diff.elsewhere).toBeGreaterThan(10)
      expect(diff.first[0].atUs).toBe(Math.min(...diff.first.map(({ atUs }: { atUs: number }) => atUs)))
    }
    expect((await berth(words)).stdout).toBe(ended.stdout)
  })

  it('says plainly what one seed does not show', async () => {
    const ended = await berth(['compare', SCENARIO, '--profile', 'pack', '--profile', 'spread', '--seeds', '1'])
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('one pair: says nothing of others')
    expect(ended.stdout).not.toContain('INTERVAL')
  })

  it('lists every fault of its words', async () => {
    const ended = await berth(['compare', 'lunch-day', '--profile', 'pakc', '--seeds', '0', '--size', 'x'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    const lines = ended.stderr.trimEnd().split('\n')
    expect(lines.map((line) => line.split(':')[0])).toEqual(['--profile', '--profile', '--seeds', '--size', 'SCENARIO'])
    expect(lines[1]).toBe('--profile: found 1 of them, expected two, --profile A --profile B')
  })

  it('ends with 130 on an interrupt', async () => {
    const started = startBerth(['compare', 'fleet-year', '--size', 'demo', '--profile', 'pack', '--profile', 'spread'])
    // It says nothing before its end: long enough to have begun on a busy machine, short beside what it takes.
    await new Promise((resolve) => setTimeout(resolve, 5000))
    started.signal('SIGINT')
    expect(await started.ended).toMatchObject({ code: 130, stdout: '' })
  })
})

interface Hosts {
  readonly hostsInUse: number
}

describe('berth compare DIR DIR', () => {
  let folder = ''
  let pack = ''
  let spread = ''

  beforeAll(async () => {
    folder = scratchFolder()
    pack = join(folder, 'pack')
    spread = join(folder, 'spread')
    for (const [profile, out] of [
      ['pack', pack],
      ['spread', spread],
    ]) {
      const ended = await berth(['replay', SCENARIO, '--seed', '2', '--profile', profile, '--out', out])
      expect(ended.code).toBe(0)
    }
  })

  afterAll(() => removeFolder(folder))

  it('finds a run the same as itself and as a copy', async () => {
    expect(await berth(['compare', pack, pack, '-o', 'name'])).toMatchObject({ code: 0, stdout: 'same\n', stderr: '' })
    await inScratch(async (scratch) => {
      expect((await berth(['compare', pack, copyRun(pack, scratch)])).code).toBe(0)
    })
  })

  it('finds in the files what the runs themselves show', async () => {
    const runs = await berth(['compare', pack, spread, '-o', 'json'])
    expect(runs).toMatchObject({ code: 1, stderr: '' })
    const words = ['compare', SCENARIO, '--profile', 'pack', '--profile', 'spread', '--seeds', '2', '-o', 'json']
    const [, second] = JSON.parse((await berth(words)).stdout).pairs
    const [read] = JSON.parse(runs.stdout).pairs
    expect(read.diff).toEqual(second.diff)
    for (const side of ['a', 'b']) {
      expect(read[side].refusals).toBe(second[side].refusals)
      expect(read[side].moves).toBe(second[side].moves)
      expect(read[side].waitUsP99).toBe(second[side].waitUsP99)
      expect(read[side].hostsInUseMax).toBe(second[side].hostsInUseMax)
    }
  })

  it.each<readonly [string, string, (text: string) => string, string]>([
    [
      'a host that the fleet has not',
      'decisions.ndjson',
      (text) => text.replace(/"host":"[^"]+"/, '"host":"x"'),
      'host: found x, expected a host of the fleet',
    ],
    [
      'a Cpu that its host has not',
      'decisions.ndjson',
      (text) => text.replace(/"cpus":"[^"]+"/, '"cpus":"900"'),
      'cpus: found 900, expected Cpus of',
    ],
    [
      'a kind that is none',
      'decisions.ndjson',
      (text) => text.replace('"kind":"place"', '"kind":"put"'),
      'kind: found "put"',
    ],
    ['a line that is no JSON', 'events.ndjson', (text) => `{\n${text}`, 'events.ndjson:1: found "{"'],
    ['a line that breaks off', 'decisions.ndjson', (text) => text.slice(0, -9), 'sha256: found'],
  ])('refuses a log with %s', async (_, file, edit, words) => {
    await inScratch(async (scratch) => {
      const copy = copyRun(pack, scratch)
      const path = join(copy, file)
      writeFileSync(path, edit(readFileSync(path, 'latin1')), 'latin1')
      const ended = await berth(['compare', copy, spread])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain(words)
      expect(ended.stderr).toContain(`${copy}: `)
      expect(ended.stderr).not.toContain('    at ')
    })
  })

  it('lists the faults of both directories beside those of the words', async () => {
    await inScratch(async (scratch) => {
      const copy = copyRun(pack, scratch)
      editJson(join(copy, 'manifest.json'), (manifest) => {
        manifest.kind = 'Walk'
      })
      const ended = await berth(['compare', copy, scratch, '--seeds', '3'])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain('--seeds: found an option')
      expect(ended.stderr).toContain(`${copy}: manifest.json: kind: found "Walk"`)
      expect(ended.stderr).toContain(`${scratch}: fleet.json: found no such file`)
    })
  })

  it('refuses one directory alone, and a third', async () => {
    expect((await berth(['compare', pack])).stderr).toBe('DIR: found nothing, expected the directory of a second run\n')
    expect((await berth(['compare', pack, spread, 'x'])).stderr).toContain(
      'arguments: found "x", expected nothing more',
    )
  })
})
