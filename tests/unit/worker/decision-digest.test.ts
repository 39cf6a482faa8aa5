import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Decision } from '../../../src/model/holding.ts'
import { DecisionDigest } from '../../../src/worker/decision-digest.ts'

test.each([0, 1, 511, 512, 513, 5000])('the digest of %i lines is that of the file they make', (count) => {
  const digest = new DecisionDigest((decision) => `{"seq":${decision.seq}}`)
  const hash = createHash('sha256')
  for (let seq = 1; seq <= count; seq++) {
    digest.add({ seq } as Decision)
    hash.update(`{"seq":${seq}}\n`)
  }
  expect(digest.finish()).toBe(hash.digest('hex'))
})
