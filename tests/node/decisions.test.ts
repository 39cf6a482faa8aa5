import { afterAll, expect, it } from 'vitest'
import { decideAtRandom } from './lab/decisions.ts'
import { sharedNode } from './lab/shared.ts'

const COUNT = 10
const TIMEOUT_MS = 1_800_000

const lab = sharedNode()
afterAll(() => lab.close())

it(
  `${COUNT} random decisions are read back equal in every field`,
  async () => {
    expect((await decideAtRandom(lab, COUNT)).length).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)
