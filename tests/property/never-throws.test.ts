import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Result } from '../../src/base/result.ts'
import { importCsv } from '../../src/model/import/csv.ts'
import { importSteamDb } from '../../src/model/import/steamdb.ts'
import { parseCurve } from '../../src/model/parse/curve.ts'
import { parseDocumentText } from '../../src/model/parse/document.ts'
import { parseFleet } from '../../src/model/parse/fleet.ts'
import { parseGameTemplate } from '../../src/model/parse/game.ts'
import { parseScenarioFile, resolveScenario } from '../../src/model/parse/scenario.ts'
import { parseTopology } from '../../src/model/parse/topology.ts'
import { FLEET_ROWS } from '../bad-input/fleets.ts'
import { CURVE, GAME, LIBRARY, SCENARIO, SHAPE, TOPOLOGY } from '../bad-input/good.ts'
import { runs } from './seed.ts'

function parseWhole(text: string): Result<unknown> {
  const file = parseScenarioFile(text)
  return file.ok ? resolveScenario(file.value, 'smoke', LIBRARY) : file
}

function parseFleetText(text: string): Result<unknown> {
  const document = parseDocumentText(text)
  return document.ok ? parseFleet(document.value) : document
}

/** A verdict: a value, or at least one fault, each with words in it. */
function expectVerdict(result: Result<unknown>): void {
  if (result.ok) return
  expect(result.faults.length).toBeGreaterThan(0)
  for (const { found, expected } of result.faults) expect([found.length > 0, expected.length > 0]).toEqual([true, true])
}

const PARSERS = [
  ['scenarios', parseWhole, SCENARIO],
  ['topologies', parseTopology, TOPOLOGY],
  ['curves', parseCurve, CURVE],
  ['shapes', parseCurve, SHAPE],
  ['game templates', (text: string) => parseGameTemplate(text), GAME],
  ['fleets', parseFleetText, FLEET_ROWS.good],
] as const

/** What people put in the wrong place. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0.5,
    1e300,
    Number.NaN,
    '',
    ' ',
    'x',
    '10m',
    '2Gi',
    '0-3',
    '[',
    {},
    [],
    '__proto__',
  ),
  fc.array(fc.constantFrom<unknown>(1, 'x', null, [])),
  fc.dictionary(fc.constantFrom('smoke', 'demo', 'name', 'constructor', '*'), fc.constantFrom<unknown>(1, 'x', [])),
)

/** Replaces, drops or adds something at one place of a document. */
function breakAt(document: unknown, steps: readonly number[], value: unknown, isDrop: boolean): unknown {
  if (typeof document !== 'object' || document === null || steps.length === 0) return value
  const [step, ...rest] = steps
  const keys = Object.keys(document)
  const key = keys[step % (keys.length + 1)] ?? 'extra'
  const copy = (Array.isArray(document) ? [...document] : { ...document }) as Record<string, unknown>
  if (isDrop && rest.length === 0) delete copy[key]
  else copy[key] = breakAt(copy[key], rest, value, isDrop)
  return copy
}

describe.each(PARSERS)('%s', (_, parser, good) => {
  test('never throw, whatever is broken at whatever place', () => {
    const steps = fc.array(fc.nat(20), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(steps, odd, fc.boolean(), (path, value, isDrop) => {
        expectVerdict(parser(stringify(breakAt(parse(good), path, value, isDrop))))
      }),
      runs(200),
    )
  })

  test('never throw on text cut short or spoilt', () => {
    fc.assert(
      fc.property(fc.nat(good.length), fc.string({ maxLength: 5, unit: 'binary' }), fc.nat(5), (at, text, skipped) => {
        expectVerdict(parser(good.slice(0, at) + text + good.slice(at + skipped)))
      }),
      runs(150),
    )
  })
})

test('tables never throw', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('2026-01-01', '1772733600', '5', '"', '""', ',', '\n', '1e9'),
  )
  const text = fc.array(cell, { maxLength: 30 }).map((cells) => `time,players\n${cells.join(',')}`)
  fc.assert(
    fc.property(text, (csv) => expectVerdict(importCsv(csv, { name: 'c' }))),
    runs(200),
  )
  fc.assert(
    fc.property(text, (csv) => expectVerdict(importSteamDb(csv.replace('time,p', 'DateTime,P'), { name: 'c' }))),
    runs(200),
  )
})
