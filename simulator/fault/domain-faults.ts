import { randomStream } from '../../src/base/random.ts'
import { US_PER_YEAR } from '../../src/base/units.ts'
import type { DomainFault, LostDomain } from '../../src/model/fault.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { LossKind } from '../../src/model/recovery.ts'
import type { DurationRange, HostFault, Scenario } from '../../src/model/scenario.ts'
import { drawGapUs, drawUs } from '../draw.ts'

/**
 * Every loss of a whole domain in a run, listed and random, in no order.
 *
 * Random ones are a Poisson process for each domain while it is up, drawn from a stream of its own name: a rack more
 * moves no other rack's losses, and no host's own.
 */
export function domainFaultsOf(scenario: Scenario, seed: number): readonly DomainFault[] {
  const { durationUs, fleet, domainFaults = [], domainLossRates = [] } = scenario
  const faults = domainFaults.filter(({ atUs }) => atUs < durationUs)
  for (const { domain, perYear, downUs } of domainLossRates) {
    for (const name of namesOf(fleet, domain)) {
      for (const drawn of lossesOf(`${domain}-loss/${name}`, { seed, perYear, downUs, untilUs: durationUs }))
        faults.push({ ...drawn, domain, name })
    }
  }
  return faults
}

/** A host that is lost, and what it is lost with. */
export interface Loss extends HostFault {
  readonly kind: LossKind
}

/** What a loss is to hosts: the host, or each of the domain, is lost at that instant, as long. In the fleet's order. */
export function hostFaultsIn(fleet: Fleet, fault: HostFault | DomainFault): readonly Loss[] {
  const { atUs, downUs } = fault
  const kind = 'host' in fault ? 'host' : fault.domain
  const hosts = fleet.hosts.filter((host) =>
    'host' in fault ? host.name === fault.host : host[fault.domain] === fault.name,
  )
  return hosts.map(({ name: host }) => ({ atUs, host, downUs, kind }))
}

/** Losses of one thing up to untilUs, perYear while it is up, from the stream of that name. */
export function lossesOf(
  source: string,
  rate: { readonly seed: number; readonly perYear: number; readonly downUs: DurationRange; readonly untilUs: number },
): readonly { readonly atUs: number; readonly downUs: number }[] {
  const { seed, perYear, downUs: range, untilUs } = rate
  if (perYear <= 0) return []
  const losses: { atUs: number; downUs: number }[] = []
  const stream = randomStream(seed, source)
  const meanUs = US_PER_YEAR / perYear
  let atUs = drawGapUs(stream, meanUs)
  while (atUs < untilUs) {
    const downUs = drawUs(stream, range)
    losses.push({ atUs, downUs })
    atUs += downUs + drawGapUs(stream, meanUs)
  }
  return losses
}

function namesOf(fleet: Fleet, domain: LostDomain): readonly string[] {
  return [...new Set(fleet.hosts.map((host) => host[domain]))]
}
