import { byCodeUnit } from '../../src/base/order.ts'
import { LOSS_KINDS } from '../../src/model/recovery.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { domainFaultsOf, hostFaultsIn, type Loss, lossesOf } from './domain-faults.ts'

/**
 * Every host fault of a run, listed and random, those of whole domains too, in the order in which they happen: by time,
 * then host; of one host at one instant the widest first, so that a host which goes with its module is the module's,
 * then the shortest. Which list or file a loss stands in, and where, changes nothing.
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
  return faults.sort(inOrder)
}

function inOrder(a: Loss, b: Loss): number {
  const wider = LOSS_KINDS.indexOf(b.kind) - LOSS_KINDS.indexOf(a.kind)
  return a.atUs - b.atUs || byCodeUnit(a.host, b.host) || wider || a.downUs - b.downUs
}
