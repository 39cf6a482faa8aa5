import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalText } from '../../src/live/plans/canonical.ts'
import { runs } from './seed.ts'

/** The same by its definition, field by field. */
function byDefinition(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(byDefinition).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${byDefinition(field)}`).join(',')}}`
}

/** Names among them that an object does not keep in the order of their letters. */
const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', '9', '10', '010', '#', 'a'), fc.nat().map(String))
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 0 }),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.uniqueArray(fc.tuple(names, tie('tree')), { maxLength: 5, selector: ([name]) => name }).map(Object.fromEntries),
  ),
}))

it('is the text of the definition, which says the same value', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const text = canonicalText(value)
      expect(text).toBe(byDefinition(value))
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    runs(2000),
  )
})
