import type { Fault } from '../../base/result.ts'
import { shortened } from '../../model/parse/faults.ts'
import type { Setting } from '../../model/parse/settings.ts'

/** A path and the values it takes in turn. */
export interface GridAxis {
  readonly path: string
  readonly values: readonly string[]
}

/** Reads `PATH=A,B,C` texts; commas inside brackets belong to a value. Faults of the command line are added. */
export function gridOf(texts: readonly string[], faults: Fault[]): readonly GridAxis[] {
  const axes: GridAxis[] = []
  for (const text of texts) {
    const match = /^([^=\s]+)=(.+)$/s.exec(text)
    const values = match === null ? [] : valuesIn(match[2])
    if (match === null || values.includes('')) {
      faults.push({ path: '--set', found: shortened(text), expected: 'PATH=VALUE or PATH=VALUE,VALUE,…' })
    } else if (axes.some(({ path }) => path === match[1])) {
      faults.push({ path: '--set', found: `${match[1]} again`, expected: 'each path once' })
    } else axes.push({ path: match[1], values })
  }
  return axes
}

/** Every combination, the last axis fastest; of no axis the one that sets nothing. */
export function cellsOf(axes: readonly GridAxis[]): readonly (readonly Setting[])[] {
  return axes.reduce<readonly (readonly Setting[])[]>(
    (cells, { path, values }) => cells.flatMap((cell) => values.map((value) => [...cell, { path, value }])),
    [[]],
  )
}

function valuesIn(text: string): readonly string[] {
  const values: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    if ('[{'.includes(text[i])) depth++
    else if (']}'.includes(text[i])) depth--
    else if (text[i] === ',' && depth === 0) {
      values.push(text.slice(from, i).trim())
      from = i + 1
    }
  }
  return [...values, text.slice(from).trim()]
}
