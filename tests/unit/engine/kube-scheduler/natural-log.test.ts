import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { goLog } from '../../../../src/engine/kube-scheduler/score/natural-log.ts'

it("has the bits of Go's math.Log on amd64, for as many domains as a cluster may have", () => {
  const bits = new Float64Array(20_000).map((_, i) => goLog(i + 1))
  // Of the little-endian doubles that Go 1.26.8 gives for 1 to 20000.
  const expected = '9eee98fe875931f24f0dadd211ccee6670c64835e93a46acc96ed486bcb31a2c'
  expect(createHash('sha256').update(new Uint8Array(bits.buffer)).digest('hex')).toBe(expected)
})
