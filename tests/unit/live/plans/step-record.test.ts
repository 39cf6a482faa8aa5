import { describe, expect, it } from 'vitest'
import { isWholly, recordsOf } from '../../../../src/live/plans/step-record.ts'
import type { JournalLine } from '../../../../src/live/store/journal.ts'

/** `forward bind done` as a line of step 1. */
function line(words: string): JournalLine {
  const [direction, call, phase] = words.split(' ') as [JournalLine['direction'], string, JournalLine['phase']]
  const memo = phase === 'done' ? { [`${direction}-${call}`]: true } : {}
  return { plan: 'p', step: 1, direction, call, phase, atMs: 0, detail: phase === 'clash' ? 'h1: x' : '', memo }
}

/** What the lines come to: direction, calls done, the open call, keys of the memo, clash. */
function recordWords(...lines: readonly string[]): string {
  const record = recordsOf(lines.map(line)).get(1)
  if (record === undefined) return ''
  const { direction, done, open, memo, clash } = record
  return `${direction} [${[...done]}] ${open} {${Object.keys(memo)}} ${clash}`.trim()
}

describe('the record of a step', () => {
  it.each<[string, readonly string[], string]>([
    ['none', [], ''],
    ['begun', ['forward a begun'], 'forward [] a {}'],
    ['done', ['forward a begun', 'forward a done'], 'forward [a] null {forward-a}'],
    ['waiting', ['forward a begun', 'forward a wait'], 'forward [] a {}'],
    ['refused', ['forward a begun', 'forward a refused'], 'forward [] a {}'],
    ['in a clash', ['forward a begun', 'forward a clash'], 'forward [] a {} h1: x'],
    [
      'turned back: calls anew, memo kept',
      ['forward a begun', 'forward a done', 'forward b begun', 'forward b clash', 'back a begun'],
      'back [] a {forward-a} h1: x',
    ],
    [
      'turned forward again: as if never begun',
      ['forward a done', 'forward b clash', 'back a done', 'forward a begun'],
      'forward [] a {}',
    ],
  ])('%s', (_, lines, expected) => {
    expect(recordWords(...lines)).toBe(expected)
  })

  it('is wholly gone when every call of its way is done', () => {
    const record = recordsOf(['forward a done', 'forward b done'].map(line)).get(1)
    expect(isWholly(record, 'forward', ['a', 'b'])).toBe(true)
    expect(isWholly(record, 'forward', ['a', 'b', 'c'])).toBe(false)
    expect(isWholly(record, 'back', ['a'])).toBe(false)
    expect(isWholly(undefined, 'forward', [])).toBe(false)
  })
})
