import { byCodeUnit } from '../../base/order.ts'
import { RECONNECT } from '../calendar.ts'
import type { DomainFault, DomainLossRate, ListedLoss } from '../fault.ts'
import type { Fleet } from '../fleet.ts'
import type { RecoveryModel } from '../recovery.ts'
import type { HostFault, Scenario } from '../scenario.ts'
import type { FaultSpec } from './fault-schema.ts'
import type { FaultList } from './faults.ts'
import type { Library } from './library.ts'
import { checkLostName, loggedLosses, lostNames } from './resolve-loss-log.ts'

type Losses = Pick<Scenario, 'hostFaults' | 'domainFaults' | 'hostLossRate' | 'domainLossRates' | 'recovery'>

/** What losses are resolved with. */
interface Place {
  readonly fleet: Fleet
  readonly durationUs: number
  readonly library: Library
}

/** Losses of a scenario: listed and logged ones by time, then host or domain; what it does not say is left out. */
export function resolveLosses(spec: FaultSpec, place: Place, faults: FaultList): Losses {
  const { hostLossRate, recovery } = spec
  const listed = [...listedLosses(spec, place, faults), ...loggedLosses(spec, place, faults)]
  const hostFaults = [...hostFaultsOf(spec, place, faults), ...listed.flatMap(hostFaultIn)]
  const domainFaults = [...domainFaultsOf(spec, place, faults), ...listed.flatMap(domainFaultIn)]
  hostFaults.sort((a, b) => a.atUs - b.atUs || byCodeUnit(a.host, b.host) || a.downUs - b.downUs)
  domainFaults.sort(
    (a, b) => a.atUs - b.atUs || byCodeUnit(a.domain, b.domain) || byCodeUnit(a.name, b.name) || a.downUs - b.downUs,
  )
  const domainLossRates = ratesOf(spec, faults)
  return {
    hostFaults,
    ...(domainFaults.length === 0 ? {} : { domainFaults }),
    ...(hostLossRate === undefined
      ? {}
      : { hostLossRate: { perHostYear: hostLossRate.perHostYear, downUs: rangeOf(hostLossRate.down) } }),
    ...(domainLossRates.length === 0 ? {} : { domainLossRates }),
    ...(recovery === undefined ? {} : { recovery: recoveryOf(recovery) }),
  }
}

/** Players come back as they do after a restart, unless it is said otherwise. */
function recoveryOf({ detect, nameLag, reconnect }: NonNullable<FaultSpec['recovery']>): RecoveryModel {
  const model = { detectUs: rangeOf(detect ?? [0, 0]), nameLagUs: rangeOf(nameLag ?? [0, 0]) }
  if (reconnect === undefined) return model
  const { promptPermille = RECONNECT.promptPermille, prompt = RECONNECT.promptUs, rest = RECONNECT.restUs } = reconnect
  return { ...model, reconnect: { promptPermille, promptUs: prompt, restUs: rest } }
}

function listedLosses({ losses = [] }: FaultSpec, place: Place, faults: FaultList): readonly ListedLoss[] {
  checkListed('losses', losses, place, faults)
  return lossesOf(losses)
}

/** Whether the fleet has what a list under that key says is lost, and each loss is in time. */
function checkListed(
  key: 'losses' | 'domainFaults',
  losses: NonNullable<FaultSpec['losses']>,
  { fleet, durationUs }: Place,
  faults: FaultList,
): void {
  const known = lostNames(fleet)
  for (const [i, { domain, name, at }] of losses.entries()) {
    const path = `spec.${key}[${i}]`
    checkLostName(known, { domain, name }, `${path}.name`, faults)
    checkTime(path, at, durationUs, faults)
  }
}

/** Losses as a scenario lists them. */
export function lossesOf(losses: NonNullable<FaultSpec['losses']>): readonly ListedLoss[] {
  return losses.map(({ at, domain, name, down }) => ({ atUs: at, domain, name, downUs: down }))
}

function hostFaultIn({ atUs, domain, name, downUs }: ListedLoss): readonly HostFault[] {
  return domain === 'host' ? [{ atUs, host: name, downUs }] : []
}

function domainFaultIn({ atUs, domain, name, downUs }: ListedLoss): readonly DomainFault[] {
  return domain === 'host' ? [] : [{ atUs, domain, name, downUs }]
}

function hostFaultsOf({ hostFaults = [] }: FaultSpec, { fleet, durationUs }: Place, faults: FaultList) {
  const known = lostNames(fleet)
  for (const [i, { host, at }] of hostFaults.entries()) {
    const path = `spec.hostFaults[${i}]`
    checkLostName(known, { domain: 'host', name: host }, `${path}.host`, faults)
    checkTime(path, at, durationUs, faults)
  }
  return hostFaults.map(({ at, host, down }): HostFault => ({ atUs: at, host, downUs: down }))
}

function domainFaultsOf({ domainFaults = [] }: FaultSpec, place: Place, faults: FaultList) {
  checkListed('domainFaults', domainFaults, place, faults)
  return domainFaults.map(({ at, domain, name, down }): DomainFault => ({ atUs: at, domain, name, downUs: down }))
}

function ratesOf({ domainLossRates = [] }: FaultSpec, faults: FaultList): DomainLossRate[] {
  const seen = new Set<string>()
  for (const [i, { domain }] of domainLossRates.entries()) {
    if (seen.has(domain)) faults.add(`spec.domainLossRates[${i}].domain`, `${domain} again`, 'each domain once')
    seen.add(domain)
  }
  return domainLossRates
    .map(({ domain, perYear, down }) => ({ domain, perYear, downUs: rangeOf(down) }))
    .sort((a, b) => byCodeUnit(a.domain, b.domain))
}

function checkTime(path: string, atUs: number, durationUs: number, faults: FaultList): void {
  if (atUs >= durationUs) faults.add(`${path}.at`, 'a time after the end', 'a time before the scenario ends')
}

function rangeOf([fromUs, toUs]: readonly [number, number]): { fromUs: number; toUs: number } {
  return { fromUs, toUs }
}
