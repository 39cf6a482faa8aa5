import { expect, it } from 'vitest'
import { canonicalText, digestOf } from '../../../src/live/plans/canonical.ts'

it('leaves out what is undefined, and says null for it in a list and for what is no number', () => {
  expect(canonicalText({ b: undefined, a: [undefined, Number.NaN], '10': { c: undefined } })).toBe(
    '{"10":{},"a":[null,null]}',
  )
})

it('is hashed in UTF-8', () => {
  expect(digestOf({ ä: 1 })).toBe('735cf7b354374809aa89cce3cf8638d1a5daa493d99bd3d7cac81bdf277c3760')
})
