import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SCHEMA_KINDS } from '../../src/model/parse/schemas.ts'
import { berth } from './berth.ts'

describe('berth schema', () => {
  it.each(SCHEMA_KINDS)('prints the JSON Schema of %s', async (kind) => {
    const ended = await berth(['schema', kind])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const schema = JSON.parse(ended.stdout)
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(schema.title).toBe(kind)
    expect(Object.keys(schema.properties).length).toBeGreaterThan(1)
  })

  it('takes a kind in any case and prints YAML when asked', async () => {
    const ended = await berth(['schema', 'scenario', '-o', 'yaml'])
    expect(ended.code).toBe(0)
    expect(parse(ended.stdout).title).toBe('Scenario')
  })

  it('ends with 2 on an unknown kind and names those there are', async () => {
    const ended = await berth(['schema', 'Scenery'])
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: `KIND: found "Scenery", expected one of ${SCHEMA_KINDS.join(', ')}\n`,
    })
  })
})
