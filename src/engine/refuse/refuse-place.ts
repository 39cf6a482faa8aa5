import { assert } from '../../base/assert.ts'
import { FILTER_NAMES, type FilterName, type NearestChange, type Reason } from '../../model/decision.ts'
import { chooseNumaNodes } from '../choose/numa.ts'
import { FILTERS } from '../filter/filters.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import type { RangeRule } from '../state/spread-groups.ts'
import { ReasonCounts } from './reasons.ts'
import { NearestSearch, shortfallOf } from './shortfall.ts'

/** Why a pod fits nowhere, and what is nearest to making it fit. */
export interface Why {
  readonly reasons: readonly Reason[]
  readonly nearest: NearestChange | null
}

const TOGETHER = FILTER_NAMES.indexOf('Together')
const SPREAD_LIMIT = FILTER_NAMES.indexOf('SpreadLimit')
const APART = FILTER_NAMES.indexOf('Apart')

/**
 * Looks at every host once: its first failing filter, and if only resources fail, what is missing. O(hosts), run when
 * a pod is refused and not on the way of those that fit.
 *
 * range   ranks the `together` rule leaves; rules  those over ranges as this pod sees them
 * except  a host that is not looked at and counts nowhere: the one a pod should leave; -1 for none
 */
export function refusePlace(
  hosts: HostTable,
  klass: PodClass,
  range: readonly [number, number],
  rules: readonly RangeRule[],
  except = -1,
): Why {
  const counts = new ReasonCounts()
  const search = new NearestSearch()
  for (let host = 0; host < hosts.hostCount; host++) {
    if (host === except) continue
    const filter = firstFailing(hosts, host, klass, range, rules)
    assert(filter !== null, 'a refused pod fits nowhere')
    counts.add(filter, 1)
    if (lacksResources(hosts, host, klass, filter)) search.add(shortfallOf(hosts, host, klass))
  }
  return { reasons: counts.reasons, nearest: search.nearest(askedOf(klass)) }
}

/** What the pod asks for, by position in SHORT_RESOURCES. */
function askedOf(klass: PodClass): readonly number[] {
  const { allMilli, memoryMib, diskMib, ioKibps, gpus, nicMbps, nicKpps, volumeMib } = klass
  return [Math.ceil(allMilli / 1000), memoryMib, diskMib, ioKibps, 1, gpus, nicMbps, nicKpps, 1, 1, volumeMib]
}

/**
 * Whether a host that a filter refuses first would take the pod if it had more of something. A policy's own filter is
 * no resource, and a host that it refuses is none that more of one would open.
 */
export function lacksResources(hosts: HostTable, host: number, klass: PodClass, filter: FilterName): boolean {
  if (FILTER_NAMES.indexOf(filter) <= APART || filter === 'Policy') return false
  return passesOwn(hosts, host, klass)
}

/** The first filter that refuses a host, or null when it can take the pod. */
export function firstFailing(
  hosts: HostTable,
  host: number,
  klass: PodClass,
  range: readonly [number, number],
  rules: readonly RangeRule[],
): FilterName | null {
  let checked = TOGETHER
  for (const filter of FILTERS) {
    const at = FILTER_NAMES.indexOf(filter.name)
    if (checked === TOGETHER && at > TOGETHER) {
      checked = SPREAD_LIMIT
      if (host < range[0] || host >= range[1]) return 'Together'
      if (isForbidden(hosts, host, rules, 'Spread')) return 'SpreadLimit'
    }
    if (checked === SPREAD_LIMIT && at > SPREAD_LIMIT) {
      checked = APART
      if (isForbidden(hosts, host, rules, 'Near')) return 'Near'
      if (isForbidden(hosts, host, rules, 'Apart')) return 'Apart'
    }
    if (!filter.passes(hosts, host, klass)) return filter.name
  }
  if (chooseNumaNodes(hosts, host, klass) === 0) return 'Numa'
  return passesOwn(hosts, host, klass) ? null : 'Policy'
}

/** The filters of a policy that is code. */
function passesOwn(hosts: HostTable, host: number, klass: PodClass): boolean {
  return klass.own === null || klass.own.passes(hosts, host, klass)
}

/** Whether a hard rule of a kind keeps a pod off a host. */
export function isForbidden(
  hosts: HostTable,
  host: number,
  rules: readonly RangeRule[],
  kind: RangeRule['kind'],
): boolean {
  return rules.some((rule) => {
    if (rule.kind !== kind) return false
    const podCount = rule.counts.get(hosts.domains[rule.domain].of[host]) ?? 0
    return rule.isNeeded ? podCount === 0 : rule.limit !== null && podCount >= rule.limit
  })
}
