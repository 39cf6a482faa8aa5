import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Sha256 } from '../../../src/base/sha256.ts'

test('agrees with the platform on any bytes cut anywhere', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 })
  fc.assert(
    fc.property(pieces, (parts) => {
      const own = new Sha256()
      const theirs = createHash('sha256')
      for (const part of parts) {
        own.update(part)
        theirs.update(part)
      }
      expect(own.hex()).toBe(theirs.digest('hex'))
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('agrees at the lengths where padding spills into another block', () => {
  for (const length of [0, 55, 56, 57, 63, 64, 65, 119, 120, 128]) {
    const bytes = new Uint8Array(length).fill(7)
    expect(new Sha256().update(bytes).hex()).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})
