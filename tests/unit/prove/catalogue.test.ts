import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ANSWER_FAULTS } from '../../faults/answer-faults.ts'
import { CATALOGUE } from '../../faults/catalogue.ts'
import { planted } from '../../faults/plant.ts'

const ROOT = join(import.meta.dirname, '../../..')
const ENGINE = join(ROOT, 'src/engine')

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

describe('the catalogue of faults planted in what a plan rests on', () => {
  it.each(ANSWER_FAULTS.map((fault) => [fault.name, fault] as const))('can plant: %s', (_, fault) => {
    const text = readFileSync(join(ROOT, fault.file), 'utf8')
    expect(planted(fault, text)).not.toBe(text)
    expect(existsSync(join(ROOT, 'tests', fault.seenBy))).toBe(true)
  })
})
