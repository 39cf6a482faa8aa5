import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { lossSettings } from '../../../src/cli/plan-fleet/witness-run.ts'
import type { ScenarioSpec } from '../../../src/model/parse/scenario-schema.ts'

it.each([
  { domain: 'host', key: 'host' },
  { domain: 'idc', key: 'name' },
] as const)('a loss as a setting reads back, also of a $domain with a number for a name', ({ domain, key }) => {
  const [{ value }] = lossSettings({} as ScenarioSpec, { domain, names: ['1234', 'sz-a'], downUs: 1 }, 5)
  expect(parse(value).map((fault: Record<string, unknown>) => fault[key])).toEqual(['1234', 'sz-a'])
})
