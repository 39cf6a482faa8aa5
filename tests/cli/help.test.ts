import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { berth } from './berth.ts'

/** Begins to work when nothing is said. */
const NEEDS_NOTHING = ['prove', 'serve']

/** The lines of a part of a help text, each with what was wrapped below it. */
function linesOf(help: string, title: string): readonly string[] {
  const part = help.split(/\n\n/).find((text) => text.startsWith(`${title}:\n`))
  const lines = part?.split(/\n(?= {2}\S)/).slice(1) ?? []
  return lines.map((line) => line.replace(/\s*\n\s*/g, ' ').trim())
}

/** Words without brackets, and options that are needed whatever kind of thing is meant: `agents: …` are not. */
function neededIn(words: readonly string[], help: string): readonly string[] {
  const usage = /^Usage: berth (.*)$/m.exec(help)?.[1].split(' ').slice(words.length) ?? []
  const named = usage.filter((word) => !word.startsWith('[')).map((word) => word.replace('...', ''))
  const options = linesOf(help, 'Options').filter(
    (line) => /\(needed\b/.test(line) && !/ {2}[a-z]+(, of a live server)?: /.test(line),
  )
  return [...named, ...options.map((line) => line.split(' ')[0])]
}

const namesIn = (help: string): readonly string[] => linesOf(help, 'Commands').map((line) => line.split(/\s+/)[0])

async function helpOf(words: readonly string[]): Promise<string> {
  const ended = await berth([...words, '--help'])
  expect([words, ended.code, ended.stderr]).toEqual([words, 0, ''])
  return ended.stdout
}

/** Words of every command that has none below it, and its help. */
const helps: { readonly words: readonly string[]; readonly help: string }[] = []

/** What becomes of each item, four at a time. */
async function each<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<readonly U[]> {
  const done: U[] = []
  for (let from = 0; from < items.length; from += 4)
    done.push(...(await Promise.all(items.slice(from, from + 4).map(work))))
  return done
}

beforeAll(async () => {
  const withHelp = (all: readonly (readonly string[])[]) =>
    each(all, async (words) => ({ words, help: await helpOf(words) }))
  const top = await withHelp(namesIn(await helpOf([])).map((name) => [name]))
  const below = await withHelp(top.flatMap(({ words, help }) => namesIn(help).map((name) => [...words, name])))
  helps.push(...top.filter(({ help }) => namesIn(help).length === 0), ...below)
}, 180_000)

describe('--version', () => {
  it('says the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    for (const word of ['--version', '-V'])
      expect(await berth([word])).toMatchObject({ code: 0, stdout: `berth ${version}\n`, stderr: '' })
  })
})

describe('--help', () => {
  it('says something of every word and option', () => {
    expect(helps.length).toBeGreaterThan(30)
    for (const { words, help } of helps)
      for (const line of [...linesOf(help, 'Arguments'), ...linesOf(help, 'Options')])
        expect([words, line]).toEqual([words, expect.stringMatching(/\S {2,}\S/)])
  })

  it('says exactly what each command misses when nothing is said', { timeout: 180_000 }, async () => {
    const asked = helps.filter(({ words: [name] }) => !NEEDS_NOTHING.includes(name))
    const missed = await each(asked, async ({ words }) => {
      const { stderr } = await berth(words)
      return [words, Array.from(stderr.matchAll(/^(\S+): found nothing,/gm), (match) => match[1]).sort()]
    })
    expect(missed).toEqual(asked.map(({ words, help }) => [words, [...neededIn(words, help)].sort()]))
  })
})
