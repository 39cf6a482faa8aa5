import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { jsonSchema, SCHEMA_KINDS } from '../../../src/model/parse/schemas.ts'
import { namesIn, SCENARIOS, textOf } from './bundled.ts'
import { faultsOfSchema } from './json-schema.ts'

/** `HostTopology` is published as `host-topology.json`. */
function fileOf(kind: string): string {
  return join(SCENARIOS, 'schema', `${kind.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.json`)
}

describe('published schemas', () => {
  it.each(SCHEMA_KINDS)('%s is as the parser has it (BERTH_UPDATE=1 writes it anew)', (kind) => {
    const current = `${JSON.stringify(jsonSchema(kind), null, 2)}\n`
    if (process.env.BERTH_UPDATE === '1') writeFileSync(fileOf(kind), current)
    expect(existsSync(fileOf(kind))).toBe(true)
    expect(readFileSync(fileOf(kind), 'utf8')).toBe(current)
  })

  it.each([
    ['', 'Scenario'],
    ['hosts', 'HostTopology'],
    ['curves', 'Curve'],
    ['games', 'GameTemplate'],
    ['networks', 'NetworkModel'],
  ])('every bundled document in scenarios/%s keeps the schema of %s', (folder, kind) => {
    for (const name of namesIn(folder)) {
      expect([name, faultsOfSchema(jsonSchema(kind), parse(textOf(folder, name) ?? ''))]).toEqual([name, []])
    }
  })

  it('refuses what the parser refuses of one place', () => {
    const document = parse(textOf('games', 'fps-global') ?? '')
    document.spec.components[0].request.memory = '5 GiB'
    document.spec.extra = 1
    expect(faultsOfSchema(jsonSchema('GameTemplate'), document)).toEqual([
      'spec.components.0.request.memory',
      'spec.extra',
    ])
  })
})
