import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { giveLock } from '../../../src/cli/run/run-lock.ts'
import { KeptRuns } from '../../../src/cli/sweep/kept-runs.ts'

interface Run {
  readonly key: string
  readonly value: number
}

let scratch = ''
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'berth-kept-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

function open(spec: object): KeptRuns<Run> {
  const kept = KeptRuns.open<Run>(join(scratch, 'kept'), { kind: 'FleetSearch', spec, keyOf: ({ key }) => key })
  if (!(kept instanceof KeptRuns)) throw new Error(`${kept.path}: ${kept.found}`)
  return kept
}
const text = () => readFileSync(join(scratch, 'kept/runs.ndjson'), 'utf8')

describe('runs that are kept', () => {
  it('are there when the folder is opened again, and a line that broke off is cut away before the next', () => {
    const first = open({ scenario: 'a' })
    first.keep({ key: 'one', value: 1 })
    first.keep({ key: 'two', value: 2 })
    giveLock(first.path)
    appendFileSync(join(first.path, 'runs.ndjson'), '{"key":"thr')
    const second = open({ scenario: 'a' })
    expect([...second.runs.keys()]).toEqual(['one', 'two'])
    second.keep({ key: 'three', value: 3 })
    giveLock(second.path)
    expect(
      text()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { key: 'one', value: 1 },
      { key: 'two', value: 2 },
      { key: 'three', value: 3 },
    ])
  })

  it('are those of one question: a folder of another one is refused and left as it is', () => {
    const kept = open({ scenario: 'a', engine: '1' })
    kept.keep({ key: 'one', value: 1 })
    giveLock(kept.path)
    const before = text()
    expect(() => open({ scenario: 'a', engine: '2' })).toThrow('another plan')
    expect(text()).toBe(before)
    giveLock(open({ scenario: 'a', engine: '1' }).path)
  })
})
