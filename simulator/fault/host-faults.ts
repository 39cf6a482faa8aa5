import { byCodeUnit } from '../../src/base/order.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { domainFaultsOf, hostFaultsIn, type Loss, lossesOf } from './domain-faults.ts'

/**
 * Every host fault of a run, listed and random, those of whole domains too, ascending by (time, host, time down).
 *
 * Random losses are a Poisson process for each host while it is up, drawn from a stream of the host's own name: a host
 * more or fewer in the fleet moves no other host's losses.
 */
export function hostFaultsOf(scenario: Scenario, seed: number): readonly Loss[] {
  const { durationUs, fleet, hostLossRate } = scenario
  const listed = scenario.hostFaults.filter((fault) => fault.atUs < durationUs)
  const faults: Loss[] = listed.map((fault) => ({ ...fault, kind: 'host' }))
  for (const lost of domainFaultsOf(scenario, seed)) for (const fault of hostFaultsIn(fleet, lost)) faults.push(fault)
  if (hostLossRate !== undefined) {
    const { perHostYear: perYear, downUs } = hostLossRate
    for (const { name: host } of fleet.hosts) {
      for (const drawn of lossesOf(`host-loss/${host}`, { seed, perYear, downUs, untilUs: durationUs }))
        faults.push({ ...drawn, host, kind: 'host' })
    }
  }
  return faults.sort((a, b) => a.atUs - b.atUs || byCodeUnit(a.host, b.host) || a.downUs - b.downUs)
}
