import { describe, expect, it } from 'vitest'
import { parseDocumentText } from '../../../src/model/parse/document.ts'

const TOO_DEEP = { path: '', found: 'lists or maps nested too deeply', expected: 'at most 32 levels' }

/** Texts of so many levels, closed or not. */
const NESTED: readonly (readonly [string, (levels: number) => string])[] = [
  ['lists', (levels) => `${'['.repeat(levels)}${']'.repeat(levels)}`],
  ['lists that nobody closes', (levels) => '['.repeat(levels)],
  ['lists behind a key', (levels) => `a: ${'['.repeat(levels)}${']'.repeat(levels)}`],
  ['maps', (levels) => `${'{a: '.repeat(levels)}1${'}'.repeat(levels)}`],
  ['maps of JSON', (levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`],
  ['lists on one line', (levels) => `${'- '.repeat(levels)}1`],
  ['lists as keys', (levels) => `${'? '.repeat(levels)}1`],
  ['maps by indentation', (levels) => Array.from({ length: levels }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
]

describe('a document nested too deeply', () => {
  it.each(NESTED)('is one fault: %s', (_, textOf) => {
    for (const levels of [40, 500, 700, 1000, 5000]) {
      expect(parseDocumentText(textOf(levels)), `${levels} levels`).toEqual({ ok: false, faults: [TOO_DEEP] })
    }
  })

  it.each(NESTED.filter(([name]) => !name.includes('nobody')))('is read up to the limit: %s', (_, textOf) => {
    expect(parseDocumentText(textOf(30)).ok).toBe(true)
  })
})

it('many brackets in texts, and one after another, are no levels', () => {
  const text = `a: '${'['.repeat(400)}'\nb: "${'{'.repeat(400)}"\n# ${'['.repeat(400)}\nc: [${'[], '.repeat(400)}]\n`
  const value = parseDocumentText(text)
  expect(value).toMatchObject({ ok: true, value: { a: '['.repeat(400), b: '{'.repeat(400) } })
})

it('brackets that nobody closes are told once', () => {
  const read = parseDocumentText('['.repeat(30))
  expect(read.ok ? [] : read.faults.map(({ found }) => found)).toEqual([
    'Flow sequence in block collection must be sufficiently indented and end with a ]',
    'Flow sequence must end with a ]',
  ])
})
