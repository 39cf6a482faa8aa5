import { ln } from '../src/base/exact-math.ts'
import type { RandomStream } from '../src/base/random.ts'
import type { DurationRange } from '../src/model/scenario.ts'

/** Uniform double in [0, 1) with 53 random bits. */
function unit53(stream: RandomStream): number {
  const high = stream.uint32()
  const low = stream.uint32() >>> 11
  return (high * 2097152 + low) / 9007199254740992
}

/** Uniform integer microseconds in the range, both ends included; ranges may be wider than 32 bits. */
export function drawUs(stream: RandomStream, range: DurationRange): number {
  return range.fromUs + Math.floor(unit53(stream) * (range.toUs - range.fromUs + 1))
}

/**
 * Exponentially distributed whole microseconds with the given mean, at least 1: the gap between events of a
 * Poisson process.
 */
export function drawGapUs(stream: RandomStream, meanUs: number): number {
  return Math.max(1, Math.round(-ln(1 - unit53(stream)) * meanUs))
}
