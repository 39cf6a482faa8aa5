import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../faults/catalogue.ts'
import { planted } from '../../faults/plant.ts'

const ENGINE = join(import.meta.dirname, '../../../src/engine')

describe('the catalogue of planted faults', () => {
  it.each(CATALOGUE.map((fault) => [fault.name, fault] as const))('can plant: %s', (_, fault) => {
    const text = readFileSync(join(ENGINE, fault.file), 'utf8')
    expect(planted(fault, text)).not.toBe(text)
  })

  it('has at least 40 faults of different names over all parts of the engine', () => {
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length)
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(40)
    const folders = new Set(CATALOGUE.map(({ file }) => file.split('/')[0]))
    for (const part of ['state', 'filter', 'choose', 'score', 'reserve', 'resize', 'refuse', 'round']) {
      expect(folders).toContain(part)
    }
  })
})
