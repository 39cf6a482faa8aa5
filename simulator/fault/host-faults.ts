import { byCodeUnit } from '../../src/base/order.ts'
import type { HostFault, Scenario } from '../../src/model/scenario.ts'
import { domainFaultsOf, hostFaultsIn, lossesOf } from './domain-faults.ts'

/**
 * Every host fault of a run, listed and random, those of whole domains too, ascending by (time, host, time down).
 *
 * Random losses are a Poisson process for each host while it is up, drawn from a stream of the host's own name: a host
 * more or fewer in the fleet moves no other host's losses.
 */
export function hostFaultsOf(scenario: Scenario, seed: number): readonly HostFault[] {
  const { durationUs, fleet, hostLossRate } = scenario
  const faults = scenario.hostFaults.filter((fault) => fault.atUs < durationUs)
  for (const lost of domainFaultsOf(scenario, seed)) for (const fault of hostFaultsIn(fleet, lost)) faults.push(fault)
  if (hostLossRate !== undefined) {
    const { perHostYear: perYear, downUs } = hostLossRate
    for (const { name: host } of fleet.hosts) {
      for (const drawn of lossesOf(`host-loss/${host}`, { seed, perYear, downUs, untilUs: durationUs }))
        faults.push({ ...drawn, host })
    }
  }
  return faults.sort((a, b) => a.atUs - b.atUs || byCodeUnit(a.host, b.host) || a.downUs - b.downUs)
}
