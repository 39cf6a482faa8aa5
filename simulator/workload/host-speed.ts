import { randomStream } from '../../src/base/random.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { quantileOf } from './forecast.ts'

/**
 * Speed of each host over that of the median one, by its place in the fleet, each from the stream of the host's own
 * name; null where all are alike. A load takes 1 / speed as many milli-Cpus there.
 */
export function drawHostSpeeds({ fleet, hostSpeed }: Scenario, seed: number): Float64Array | null {
  if (hostSpeed === undefined) return null
  return Float64Array.from(fleet.hosts, ({ name }) => {
    return quantileOf(hostSpeed, randomStream(seed, `host-speed/${name}`).unit())
  })
}
