import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FleetPlan } from '../../src/model/fleet-plan.ts'
import { berth, splitWords, startBerth, until } from './berth.ts'
import { removeFolder, scratchFolder } from './run-copy.ts'

const NO_LOSS = ['--set', 'goal.lossesToSurvive.count=0']
let scratch: string
beforeAll(() => {
  scratch = scratchFolder()
})
afterAll(() => removeFolder(scratch))

describe('berth plan', () => {
  it('says what to add and free so that the goal survives a host, with witnesses that run again', async () => {
    const out = join(scratch, 'one')
    const small = 'fleet.hostGroups.east-rome.count=4'
    const words = ['plan', 'next-season', '--seeds', '3', '--set', small, '--out', out]
    const ended = await berth(words)
    expect(ended.stderr).toBe('')
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/^next-season smoke, 3 seeds, \d+ runs\nAdd \d hosts? of east-rome/)
    expect(ended.stdout).toMatch(/\ngoal: players refused at most 1 ‰, .*, also with any host lost for 1d\nFLEET /)
    expect(ended.stdout).toMatch(/\nagain: berth plan next-season --size smoke --seeds 3 --set '[^']*'\nkept in \S+\n$/)
    const runs = readFileSync(join(out, 'runs.ndjson'), 'utf8')
    // The fleet as it stands was run under each seed.
    const tasks = runs
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).task)
    const present = tasks.filter(({ settings, loss }) => settings.length === 1 && loss === null)
    expect(present.map(({ seed }) => seed).sort()).toEqual([1, 2, 3])
    const json = await berth([...words, '-o', 'json'])
    expect(readFileSync(join(out, 'runs.ndjson'), 'utf8')).toBe(runs)
    const plan = JSON.parse(json.stdout) as FleetPlan
    expect(JSON.parse(readFileSync(join(out, 'plan.json'), 'utf8'))).toEqual(plan)

    const { status } = plan
    expect(status.planned.every(({ kept, needed }) => kept >= needed)).toBe(true)
    expect(status.present.some(({ kept, needed }) => kept < needed)).toBe(true)
    expect(status.witnesses.length).toBe(status.groups.filter(({ hosts }) => hosts[0] > 0).length)
    for (const { group, kept, ran, needed } of status.witnesses) {
      expect([group, ran - kept > 3 - needed]).toEqual([group, true])
    }
    const [first, second] = status.witnesses
    expect((await berth(['replay', first.directory ?? ''])).stdout).toContain('same')
    expect((await berth(['audit', first.directory ?? ''])).code).toBe(0)
    const [, ...again] = splitWords(second.command)
    const run = JSON.parse((await berth([...again, '--out', join(scratch, 'again'), '-o', 'json'])).stdout)
    expect(run.summary.goal.some(({ isKept }: { isKept: boolean }) => !isKept)).toBe(true)
    const held = status.costs.reduce((sum, { cost }) => sum + cost, 0)
    const idle = status.idle.reduce((sum, { costStranded, costFree }) => sum + costStranded + costFree, 0)
    expect(held + idle).toBeCloseTo(status.costPlanned, 3)
  })

  it('says before any run that the report cannot be written where it should go', async () => {
    const words = ['plan', 'next-season', '--out', join(scratch, 'unreported'), '--report']
    const ended = await Promise.all([berth([...words, scratch]), berth([...words, join(scratch, 'none/plan.html')])])
    const found = [`"${scratch}", a folder`, `"${join(scratch, 'none/plan.html')}", whose folder is not there`]
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(
      found.map((what) => [2, `--report: found ${what}, expected a file that can be written\n`]),
    )
    expect(existsSync(join(scratch, 'unreported'))).toBe(false)
  })

  it('keeps what ended when it is interrupted or killed, goes on there, and comes to the same in the end', async () => {
    const words = ['plan', 'next-season', '--seeds', '2', ...NO_LOSS, '-o', 'json']
    const out = join(scratch, 'broken')
    const runs = join(out, 'runs.ndjson')
    const first = startBerth([...words, '--out', out])
    await until(() => linesOf(runs) >= 3, 90_000)
    first.signal('SIGINT')
    expect(await first.ended).toMatchObject({ code: 130, stdout: '' })
    const second = startBerth([...words, '--out', out])
    const before = linesOf(runs)
    await until(() => linesOf(runs) > before, 90_000)
    second.signal('SIGKILL')
    await second.ended
    const kept = readFileSync(runs, 'utf8')
    appendFileSync(runs, '{"task":{"set')
    const resumed = JSON.parse((await berth([...words, '--out', out])).stdout) as FleetPlan
    const after = readFileSync(runs, 'utf8')
    expect(after.startsWith(kept)).toBe(true)
    const keys = after
      .trimEnd()
      .split('\n')
      .map((line) => JSON.stringify(JSON.parse(line).task))
    expect(new Set(keys).size).toBe(keys.length)
    const whole = JSON.parse((await berth([...words, '--out', join(scratch, 'whole')])).stdout) as FleetPlan
    // How many runs were under way when it broke off is chance, as is the folder.
    const told = ({ status, spec }: FleetPlan) => ({
      spec,
      ...status,
      runs: 0,
      witnesses: status.witnesses.map((witness) => ({ ...witness, directory: null })),
    })
    expect(told(resumed)).toEqual(told(whole))
  })

  it('says that no fleet keeps a goal that hosts cannot keep', async () => {
    const words = ['plan', 'next-season', '--seeds', '2', ...NO_LOSS, '--set', 'goal.readyWaitP99=1s']
    const ended = await berth([...words, '--out', join(scratch, 'never')])
    expect(ended.code).toBe(3)
    expect(ended.stdout).toContain('No fleet that was tried keeps the goal')
    expect(ended.stdout).toMatch(/\nmissed, nothing lost: ready wait p99 59\.\d+ s, at most 1 s\n/)
    expect(ended.stdout).toMatch(/\n {2}2 of 2 seeds miss it, seed \d by most: from Day .*, worst on Day .*: a wait of/)
    expect(ended.stdout).toContain('\n  no pod was refused, so more hosts do not help')
  })

  it('says what is missed where hosts come too late, by a run that anyone can make again', async () => {
    const few = ['--set', 'fleet.hostGroups.east-rome.count=3', '--set', 'fleet.hostGroups.east-rome.leadTime=6d']
    const words = ['plan', 'next-season', '--seeds', '2', ...NO_LOSS, ...few, '--out', join(scratch, 'late')]
    const report = join(scratch, 'late.html')
    const ended = await berth([...words, '--report', report])
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(
      /\nOrdered as the scenario begins, \d hosts? of east-rome comes? on Day 7 instead of on/,
    )
    expect(ended.stdout).toContain('. The goal is missed meanwhile.\n')
    expect(ended.stdout).toMatch(/\nmissed when all is ordered as the scenario begins, nothing lost: players refused/)
    expect(ended.stdout).toMatch(/\nkept in \S+\/late\n$/)
    const { late, misses } = (JSON.parse((await berth([...words, '-o', 'json'])).stdout) as FleetPlan).status
    expect(misses).toEqual([])
    const refused = late?.misses.find(({ bound }) => bound === 'refusedPermille')
    if (refused === undefined) throw new Error('no player is refused')
    expect(refused.limits.map(({ resource, idcs }) => [resource, ...idcs])).toContainEqual(['cpus', 'sh-a'])
    const [, ...again] = splitWords(refused.command)
    const run = JSON.parse((await berth([...again, '--out', join(scratch, 'late-again'), '-o', 'json'])).stdout)
    expect(run.summary.goal.find(({ name }: { name: string }) => name === 'refusedPermille').found).toBe(refused.found)
    expect(run.summary.peaks.playersRefused).toMatchObject({ value: refused.worst, atUs: refused.worstUs })
    expect(readFileSync(report, 'utf8')).toContain('What misses the goal when all is ordered as the scenario begins')
  })

  it('lists every fault of its words, and wants a goal, host groups and a folder of its own', async () => {
    const ended = await berth(['plan', 'lunch-day', '--seeds', '0', '--set', 'a=1,2', '--size', 'tiny', 'more'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    const paths = ended.stderr
      .trimEnd()
      .split('\n')
      .map((line) => line.split(':')[0])
    expect(paths).toEqual(['arguments', '--seeds', '--size', '--set', 'SCENARIO'])
    const aimless = await berth(['plan', 'launch-day', '--out', join(scratch, 'aimless')])
    expect(aimless.code).toBe(2)
    expect(aimless.stderr).toContain('spec.goal: found nothing, expected what to plan for')
    const foreign = await berth(['plan', 'next-season', '--out', scratch])
    expect(foreign.stderr).toContain('which is there, expected a new folder, or that of the same plan')
  })
})

describe('berth replay', () => {
  it('runs a cell of a sweep alone, also with the luck of its split', async () => {
    const set = ['--set', 'fleet.hostGroups.south-tioga.count=3']
    const sweep = JSON.parse(
      (await berth(['sweep', 'next-season', '--seeds', '1', ...set, '--out', join(scratch, 'cell'), '-o', 'json']))
        .stdout,
    )
    const replay = async (...more: readonly string[]) =>
      JSON.parse(
        (await berth(['replay', 'next-season', ...set, ...more, '--out', join(scratch, 'run'), '-o', 'json'])).stdout,
      )
    const run = await replay()
    expect(run.summary.peaks.players.value).toBe(sweep.cells[0].bands[0].max)
    expect(run.spec).not.toHaveProperty('luck')
    const other = await replay('--split', 'failures=2,noise=1')
    expect(other.spec.luck).toEqual({ failures: 2, noise: 1 })
    expect(other.summary.peaks.players.value).toBe(run.summary.peaks.players.value)
    expect((await replay('--split', 'forecast=2')).summary.peaks.players.value).not.toBe(
      run.summary.peaks.players.value,
    )
    const wrong = await berth(['replay', 'next-season', '--set', 'duration=1d,2d', '--split', 'luck=1'])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toBe(
      '--set: found 2 values of duration, expected one\n' +
        '--split: found luck=1, expected SOURCE=N with a source of forecast, failures, noise and a seed\n',
    )
  })
})

function linesOf(path: string): number {
  try {
    return readFileSync(path, 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}
