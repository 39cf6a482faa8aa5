import { afterAll, expect, it } from 'vitest'
import { decideAtRandom, RESIZE_MS } from '../node/lab/decisions.ts'
import { sharedNode } from '../node/lab/shared.ts'

const COUNT = 50
const TIMEOUT_MS = 7_200_000

const lab = sharedNode()
afterAll(() => lab.close())

it(
  `${COUNT} random decisions are read back equal in every field, and half of the resizes within ${RESIZE_MS} ms`,
  async () => {
    const resizeMs = await decideAtRandom(lab, COUNT)
    expect(resizeMs[Math.floor(resizeMs.length / 2)]).toBeLessThan(RESIZE_MS)
  },
  TIMEOUT_MS,
)
