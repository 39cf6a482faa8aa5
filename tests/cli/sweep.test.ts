import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { berth, ROOT, startBerth, until } from './berth.ts'
import { removeFolder, scratchFolder } from './run-copy.ts'

const SCENARIO = 'next-season'
let scratch: string
beforeAll(() => {
  scratch = scratchFolder()
})
afterAll(() => removeFolder(scratch))

describe('berth sweep', () => {
  it('shows how each figure lies over the seeds, whether the goal is kept, and says the same again', async () => {
    const words = ['sweep', SCENARIO, '--seeds', '6', '--out', join(scratch, 'one')]
    const ended = await berth(words)
    expect(ended.stderr).toBe('')
    expect(ended.stdout).toMatch(/^next-season smoke, 6 seeds\nFIGURE +P10 +P50 +P90 +MOST\n/)
    expect(ended.stdout).toMatch(
      /\ngoal (kept|missed) \(\d of 6\) with nothing lost: .+\n.+\nagain: berth sweep \S+ --size smoke --seeds 6\n$/,
    )
    // berth plan says of the same fleet that it misses its goal: with a host lost.
    expect(ended.stdout).toContain('\ngoal with any host lost for 1d: not tried here; berth plan does\n')
    expect(ended.code).toBe(/goal kept/.test(ended.stdout) ? 0 : 1)
    expect(await berth(words)).toEqual(ended)
  })

  it('agrees with berth replay of the same seeds', async () => {
    const ended = await berth(['sweep', SCENARIO, '--seeds', '2', '--out', join(scratch, 'two'), '-o', 'json'])
    const peaks = []
    for (const seed of ['1', '2']) {
      const run = await berth(['replay', SCENARIO, '--seed', seed, '--out', join(scratch, `run-${seed}`), '-o', 'json'])
      peaks.push(JSON.parse(run.stdout).summary.peaks.players.value)
    }
    const [players] = JSON.parse(ended.stdout).cells[0].bands
    expect([players.p10, players.max]).toEqual(peaks.sort((a, b) => a - b))
  })

  it('says what the forecast alone does, and that failures alone move no player', async () => {
    const words = ['sweep', SCENARIO, '--seeds', '5', '--split', '--out', join(scratch, 'split'), '-o', 'json']
    const { alone } = JSON.parse((await berth(words)).stdout)
    const width = (source: string) => alone[source][0].p90 - alone[source][0].p10
    expect(width('forecast')).toBeGreaterThan(1000)
    expect([width('failures'), width('noise')]).toEqual([0, 0])
  })

  it('runs every combination of settings: fewer hosts make more pods wait', async () => {
    const path = 'fleet.hostGroups.south-tioga.count'
    const words = ['sweep', SCENARIO, '--seeds', '3', '--set', `${path}=1,5`, '--set', 'scalingInterval=1h,2h']
    const ended = await berth([...words, '--out', join(scratch, 'grid'), '-o', 'json'])
    const { cells } = JSON.parse(ended.stdout)
    expect(cells.map(({ settings }: Cell) => settings.map(({ value }) => value).join())).toEqual([
      '1,1h',
      '1,2h',
      '5,1h',
      '5,2h',
    ])
    const hosts = cells.map(({ bands }: Cell) => bands[6].max)
    expect(hosts[0]).toBeLessThan(hosts[2])
    expect(cells[0].goal.kept).toBeLessThan(cells[2].goal.kept)
    expect(ended.code).toBe(1)
  })

  it('keeps what ended when it is interrupted, goes on there, and comes to the same as in one go', async () => {
    const words = ['sweep', SCENARIO, '--seeds', '40', '-o', 'json']
    const out = join(scratch, 'broken')
    const started = startBerth([...words, '--out', out])
    const runs = join(out, 'runs.ndjson')
    while (linesOf(runs) < 5) await new Promise((resolve) => setTimeout(resolve, 20))
    started.signal('SIGINT')
    expect(await started.ended).toMatchObject({ code: 130, stdout: '' })
    const kept = readFileSync(runs, 'utf8')
    expect(linesOf(runs)).toBeLessThan(40)
    // A process that was killed may leave half a line.
    appendFileSync(runs, '{"cell":0,"lu')
    const resumed = await berth([...words, '--out', out])
    expect(readFileSync(runs, 'utf8').startsWith(kept)).toBe(true)
    expect(linesOf(runs)).toBe(40)
    const whole = await berth([...words, '--out', join(scratch, 'whole')])
    expect({ ...JSON.parse(resumed.stdout), directory: '' }).toEqual({ ...JSON.parse(whole.stdout), directory: '' })
  })

  it('runs the scenario that it read, whatever is written to its file meanwhile, and tells another one', async () => {
    const path = join(scratch, 'edited.yaml')
    const text = readFileSync(join(ROOT, 'scenarios', `${SCENARIO}.yaml`), 'utf8')
    writeFileSync(path, text)
    const words = ['sweep', path, '--seeds', '2', '--set', 'scalingInterval=1h,2h', '-o', 'json']
    const out = join(scratch, 'edited')
    const started = startBerth([...words, '--out', out])
    // The cells come one after another: the second has no run yet.
    await until(() => linesOf(join(out, 'runs.ndjson')) > 0)
    writeFileSync(path, '{')
    const { stdout, stderr } = await started.ended
    expect(stderr).toBe('')
    writeFileSync(path, text)
    expect(JSON.parse((await berth([...words, '--out', join(scratch, 'unedited')])).stdout).cells).toEqual(
      JSON.parse(stdout).cells,
    )
    writeFileSync(path, text.replace('drawSeed: 20260301', 'drawSeed: 20260302'))
    expect((await berth([...words, '--out', out])).stderr).toContain('another sweep, expected a new folder')
  })

  it('lists every fault of its words, and takes no folder that is not its own', async () => {
    const ended = await berth(['sweep', 'lunch-day', '--seeds', '0', '--set', 'duration', '--set', 'a=1,,2', 'more'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    const paths = ended.stderr
      .trimEnd()
      .split('\n')
      .map((line) => line.split(':')[0])
    expect(paths).toEqual(['arguments', '--seeds', '--set', '--set', 'SCENARIO'])
    const wrong = await berth([
      'sweep',
      SCENARIO,
      '--set',
      'fleet.hostGroups.south-toga.count=1',
      '--set',
      'sampleInterval=soon',
    ])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain(
      'next-season.yaml: --set fleet.hostGroups.south-toga.count: found "south-toga" in spec.fleet.hostGroups, expected one of south-tioga, south-quartz, east-rome\n',
    )
    writeFileSync(join(scratch, 'file'), '')
    const foreign = await berth(['sweep', SCENARIO, '--out', scratch])
    expect(foreign.stderr).toContain('which is there, expected a new folder, or that of the same sweep')
    expect(foreign.code).toBe(2)
    const other = await berth(['sweep', SCENARIO, '--seeds', '1', '--size', 'demo', '--out', join(scratch, 'one')])
    expect(other.stderr).toContain('another sweep, expected a new folder, or that of the same sweep')
  })
})

interface Cell {
  readonly settings: readonly { readonly value: string }[]
  readonly bands: readonly { readonly max: number }[]
}

function linesOf(path: string): number {
  try {
    return readFileSync(path, 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}
