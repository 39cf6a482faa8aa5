import { byCodeUnit } from '../../base/order.ts'
import type { DeliveryPeriod, PullSource, StatusModel } from '../delivery.ts'
import type { Delays, DurationRange } from '../scenario.ts'
import type { DeliverySpec } from './delivery-schema.ts'
import type { FaultList } from './faults.ts'
import { checkUniqueNames } from './places.ts'

type PeriodSpec = DeliverySpec[number]

const AT_ONCE: DurationRange = { fromUs: 0, toUs: 0 }
const TOLD_AT_ONCE: StatusModel = { kind: 'watch', lagUs: AT_ONCE }

/**
 * The periods of a scenario's delivery, by time. What a period leaves out takes no time; bind and start take what
 * `delays` says.
 *
 * specs  undefined for a scenario with a registry alone: one period
 * pull   where hosts pull from when a period does not say; null: there is no registry
 */
export function resolveDelivery(
  specs: DeliverySpec | undefined,
  delays: Delays,
  pull: PullSource | null,
  durationUs: number,
  faults: FaultList,
): DeliveryPeriod[] {
  const periods = specs ?? [{ name: 'all', from: 0 }]
  const paths = periods.map((_, i) => `spec.delivery[${i}]`)
  checkUniqueNames(
    periods.map(({ name }, i) => ({ name, path: paths[i] })),
    'period',
    faults,
  )
  if (!periods.some(({ from }) => from === 0)) faults.add('spec.delivery', 'no period from 0', 'a period with from: 0')
  for (const [i, { from, watch, poll, pull: own }] of periods.entries()) {
    if (periods.findIndex((other) => other.from === from) < i)
      faults.add(`${paths[i]}.from`, 'the time of another period', 'a time of its own')
    if (from >= durationUs) faults.add(`${paths[i]}.from`, 'a time after the end', 'a time before the scenario ends')
    if (watch !== undefined && poll !== undefined) faults.add(`${paths[i]}`, 'both watch and poll', 'one of the two')
    if (own !== undefined && pull === null)
      faults.add(`${paths[i]}.pull`, JSON.stringify(own), 'spec.registry beside it, to pull from')
  }
  return periods
    .map((period) => periodOf(period, delays, pull ?? 'central'))
    .sort((a, b) => a.fromUs - b.fromUs || byCodeUnit(a.name, b.name))
}

function periodOf(spec: PeriodSpec, delays: Delays, pull: PullSource): DeliveryPeriod {
  return {
    name: spec.name,
    fromUs: spec.from,
    decideUs: rangeOf(spec.decide, AT_ONCE),
    bindUs: rangeOf(spec.bind, delays.bindUs),
    createUs: rangeOf(spec.create, AT_ONCE),
    networkUs: rangeOf(spec.network, AT_ONCE),
    startUs: rangeOf(spec.start, delays.startUs),
    status: statusOf(spec),
    pull: spec.pull ?? pull,
  }
}

function statusOf({ watch, poll }: PeriodSpec): StatusModel {
  if (poll !== undefined) return { kind: 'poll', everyUs: poll.every, perHostUs: poll.perHost ?? 0 }
  return watch === undefined ? TOLD_AT_ONCE : { kind: 'watch', lagUs: rangeOf(watch.lag, AT_ONCE) }
}

function rangeOf(drawn: readonly [number, number] | undefined, left: DurationRange): DurationRange {
  return drawn === undefined ? left : { fromUs: drawn[0], toUs: drawn[1] }
}
