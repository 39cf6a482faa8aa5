import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../faults/catalogue.ts'
import { ProjectCopy, proveFault } from '../faults/plant.ts'
import type { PlantedFault } from '../faults/planted-fault.ts'
import { berth, inScratch, startBerth, until } from './berth.ts'

describe('berth prove', () => {
  it('says that every law holds, the seed, and how much was tried', async () => {
    const ended = await berth(['prove', '--runs', '40', '--seed', '7', '--workers', '1', '-o', 'json'])
    const answer = JSON.parse(ended.stdout)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(answer).toMatchObject({ held: true, seed: 7, runs: 40 })
    expect(answer.commands).toBeGreaterThan(400)
    expect(answer.laws).toHaveLength(13)
  })

  it('takes one profile, one law and shorter stories', async () => {
    const words = ['--profile', 'pack', '--laws', 'L9', '--commands', '5', '--runs', '20']
    const ended = await berth(['prove', ...words])
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/^laws +L9$/m)
  })

  it('ends with 2 and lists every fault of its words', async () => {
    const bad = ['--runs', 'x', '--laws', 'L1,L99', '--seed', '-1', '--commands', '0', '--profile', 'best']
    const ended = await berth(['prove', 'now', ...bad, '--out', 'package.json'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    const laws = 'L1, L2, L3, L4, L5, L6, L7, L8, L9, L10, L11, L12, L13'
    expect(ended.stderr.trimEnd().split('\n')).toEqual([
      'arguments: found "now", expected nothing more',
      `--laws: found "L99", expected laws with commas between, of ${laws}`,
      '--seed: found "-1", expected a whole number from 0 to 2147483647',
      '--runs: found "x", expected a whole number from 1 to 100000000',
      '--commands: found "0", expected a whole number from 1 to 10000',
      '--profile: found "best", expected one of pack, spread',
      '--out: found "package.json", a file, expected a new directory, an empty one, or that of an earlier run',
    ])
  })

  it('ends with 2 on a case file that is none, and on options that do not go with one', async () => {
    await inScratch(async (folder) => {
      const path = join(folder, 'case.json')
      writeFileSync(path, '{"kind":"ProofCase","spec":{"law":"L99"}}')
      const ended = await berth(['prove', '--case', path])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain('apiVersion: found nothing')
      expect(ended.stderr).toContain('spec.law: found "L99"')
      const both = await berth(['prove', '--case', path, '--runs', '3'])
      expect(both.stderr).toContain(
        '--runs: found an option, expected none of the options of what is drawn with --case',
      )
    })
  })

  it('ends with 130 on Ctrl-C', async () => {
    const started = startBerth(['prove', '--runs', '1000000'])
    await until(() => started.stderr() !== '' || started.stdout() !== '', 3000).catch(() => {})
    started.signal('SIGINT')
    expect(await started.ended).toMatchObject({ code: 130, stdout: '' })
  })
})

describe('berth prove on an engine with a fault', () => {
  let copy: ProjectCopy

  beforeAll(() => {
    copy = new ProjectCopy()
  })
  afterAll(() => copy.remove())

  const cells = CATALOGUE.filter((_, i) => i % 24 === 4)
  it.each(cells.map((fault): [string, PlantedFault] => [fault.name, fault]))('finds: %s', async (_, fault) => {
    expect(await proveFault(copy, fault)).toMatchObject({ found: true, wrong: '' })
  })

  it('ends with 1, tells the case in words, and finds it again as it says, with one thread as with two', async () => {
    const takeOut = copy.plant(named('a release keeps the VF'))
    try {
      const folder = join(copy.folder, 'told')
      const first = await copy.berth(['prove', '--no-past', '--out', folder, '--workers', '2'])
      expect(first.code).toBe(1)
      expect(first.stdout).toMatch(/^law +L\d+$/m)
      expect(first.stdout).toMatch(/^case +[1-3] hosts, [1-6] pods/m)
      expect(first.stdout).toMatch(/^host .* VFs.*\n(.*\n)*at 0 us\n {2}component g/m)
      const files = ['manifest.json', 'fleet.json', 'events.ndjson', 'decisions.ndjson', 'case.json']
      for (const file of files) expect([file, existsSync(join(folder, file))]).toEqual([file, true])
      const again = /^again +berth (.*)$/m.exec(first.stdout)?.[1].split(' ') ?? []
      const second = await copy.berth([...again, '--out', join(copy.folder, 'second'), '--workers', '1'])
      expect(second.code).toBe(1)
      const caseOf = (name: string): string => readFileSync(join(copy.folder, name, 'case.json'), 'utf8')
      expect(caseOf('second')).toBe(caseOf('told'))
    } finally {
      takeOut()
    }
  })

  it('tries the cases that broke a law once before it draws any', async () => {
    const takeOut = copy.plant(named('a release keeps the VF'))
    try {
      const ended = await copy.berth(['prove', '--out', join(copy.folder, 'past'), '-o', 'json'])
      expect(ended.code).toBe(1)
      expect(JSON.parse(ended.stdout)).toMatchObject({ held: false, drawn: null })
    } finally {
      takeOut()
    }
  })
})

function named(name: string): PlantedFault {
  const fault = CATALOGUE.find((each) => each.name === name)
  if (fault === undefined) throw new Error(`no fault is called ${name}`)
  return fault
}
