import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/model/event.ts'
import { berth, inScratch } from './berth.ts'
import { vouchFor } from './run-copy.ts'

interface Answer {
  readonly atUs: number
  readonly fits: readonly { readonly game: string; readonly component: string; readonly more: number }[]
}

const PODS = 2000

it('says as many more pods as get a place when the recording goes on with them', async () => {
  await inScratch(async (scratch) => {
    const run = join(scratch, 'run')
    expect((await berth(['replay', 'launch-day', '--out', run])).code).toBe(0)
    const fits = async (...more: readonly string[]): Promise<Answer> => {
      const ended = await berth(['fit', run, ...more, '-o', 'json'])
      expect([ended.code, ended.stderr]).toEqual([0, ''])
      return JSON.parse(ended.stdout) as Answer
    }
    const { atUs, fits: all } = await fits('--at', '66600')
    expect(atUs).toBeLessThanOrEqual(66_600_000_000)
    expect(all.length).toBeGreaterThan(3)
    const most = all.filter(({ more }) => more < PODS).sort((a, b) => b.more - a.more)[0]
    expect(most.more).toBeGreaterThan(0)
    expect((await fits('--at', '66600', '--game', most.game)).fits).toEqual(
      all.filter(({ game }) => game === most.game),
    )

    const lines = readFileSync(join(run, 'events.ndjson'), 'utf8').trimEnd().split('\n')
    const events = lines.map((line) => JSON.parse(line) as Event)
    const { game, component } = most
    const declared = events.find((each) => {
      return each.kind === 'component' && each.game === game && each.component === component
    })
    if (declared?.kind !== 'component') throw new Error(`${game}/${component} is not declared`)
    const { cpus, cpuMilli, memoryMib } = declared.request
    const size = { cpus, ...(cpuMilli === undefined ? {} : { cpuMilli }), memoryMib }
    const until = events.findLastIndex((event) => event.atUs <= 66_600_000_000) + 1
    const asked = Array.from({ length: most.more + 3 }, (_, i) => {
      const pod = `${game}/new/${component}-${String(i).padStart(5, '0')}`
      return { atUs: atUs + 1, kind: 'request', pod, game, zone: 'new', component, ...size, cause: 'launch' }
    })
    const longer = [...lines.slice(0, until), ...asked.map((event) => JSON.stringify(event))]
    const recordAs = (events: readonly string[]): void => {
      writeFileSync(join(run, 'events.ndjson'), `${events.join('\n')}\n`)
      vouchFor(run, 'events')
    }
    recordAs(longer)
    expect((await fits()).fits.find((each) => each.game === game && each.component === component)?.more).toBe(0)
    recordAs(longer.slice(0, -4))
    expect((await fits()).fits.find((each) => each.game === game && each.component === component)?.more).toBe(1)
  })
})

it('says nothing of a recording whose events are not all there, before or after the instant asked for', async () => {
  await inScratch(async (scratch) => {
    const run = join(scratch, 'run')
    expect((await berth(['replay', 'launch-day', '--out', run])).code).toBe(0)
    const path = join(run, 'events.ndjson')
    const lines = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, `${lines.slice(0, Math.floor(lines.length * 0.6)).join('\n')}\n`)
    for (const words of [
      ['fit', run],
      ['fit', run, '--at', '3600'],
      ['consolidate', run],
      ['export', 'kubernetes', run],
    ]) {
      const { code, stdout, stderr } = await berth(words)
      expect([code, stdout], words.join(' ')).toEqual([2, ''])
      expect(stderr).toMatch(
        /: events\.ndjson: sha256: found [0-9a-f]{64}, expected [0-9a-f]{64}, as manifest\.json says\n$/,
      )
    }
  })
})

it('names the games there are when asked for another', async () => {
  await inScratch(async (scratch) => {
    const run = join(scratch, 'run')
    expect((await berth(['replay', 'launch-day', '--out', run])).code).toBe(0)
    const ended = await berth(['fit', run, '--game', 'chess'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(/^--game: found chess, expected one of \w/)
    const told = await berth(['fit', run])
    expect(told.stdout).toMatch(/^at \d+\.\d{3} s, each row for itself\n\nGAME +COMPONENT +CPUS +MIB +MORE FIT\n/)
  })
})

describe('berth fit SCENARIO', () => {
  it('says how many more of one shape fit, limited by what and where', async () => {
    const words = ['fit', 'next-season', '--cpus', '8', '--memory', '32Gi', '--vf']
    const ended = await berth(words)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^next-season smoke, the empty fleet: \d+ more until the first that fits nowhere\n/)
    expect(ended.stdout).toMatch(/\nthe next pod is limited by Cpus on \d+ hosts/)
    const fit = JSON.parse((await berth([...words, '-o', 'json'])).stdout)
    expect(fit.modules.reduce((sum: number, { pods }: { pods: number }) => sum + pods, 0)).toBe(fit.more)
    const later = JSON.parse((await berth([...words, '--at', '864000', '-o', 'json'])).stdout)
    expect(later.more).toBeLessThan(fit.more)
    expect(later.curve[0].askedPercent).toBeGreaterThan(20)
    expect(later.command).toBe('berth fit next-season --size smoke --cpus 8 --memory 32Gi --vf --at 864000 --seed 1')
  })
})
