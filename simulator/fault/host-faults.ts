import { byCodeUnit } from '../../src/base/order.ts'
import { randomStream } from '../../src/base/random.ts'
import { US_PER_DAY } from '../../src/base/units.ts'
import type { HostFault, Scenario } from '../../src/model/scenario.ts'
import { drawGapUs, drawUs } from '../draw.ts'

const US_PER_YEAR = 365 * US_PER_DAY

/**
 * Every host fault of a run, listed and random, ascending by (time, host, time down).
 *
 * Random losses are a Poisson process for each host while it is up, drawn from a stream of the host's own name: a host
 * more or fewer in the fleet moves no other host's losses.
 */
export function hostFaultsOf(scenario: Scenario, seed: number): readonly HostFault[] {
  const faults = scenario.hostFaults.filter((fault) => fault.atUs < scenario.durationUs)
  const rate = scenario.hostLossRate
  if (rate !== undefined && rate.perHostYear > 0) {
    const meanUs = US_PER_YEAR / rate.perHostYear
    for (const { name } of scenario.fleet.hosts) {
      const stream = randomStream(seed, `host-loss/${name}`)
      let atUs = drawGapUs(stream, meanUs)
      while (atUs < scenario.durationUs) {
        const downUs = drawUs(stream, rate.downUs)
        faults.push({ atUs, host: name, downUs })
        atUs += downUs + drawGapUs(stream, meanUs)
      }
    }
  }
  return faults.sort((a, b) => a.atUs - b.atUs || byCodeUnit(a.host, b.host) || a.downUs - b.downUs)
}
