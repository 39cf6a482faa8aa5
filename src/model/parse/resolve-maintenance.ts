import { byCodeUnit } from '../../base/order.ts'
import type { Fleet, Host } from '../fleet.ts'
import type { Maintenance } from '../maintenance.ts'
import type { Game } from '../scenario.ts'
import { expectedName, type FaultList } from './faults.ts'
import type { MaintenanceSpec } from './maintenance-schema.ts'
import { checkUniqueNames } from './places.ts'
import type { ScenarioSpec } from './scenario-schema.ts'

type Where = NonNullable<MaintenanceSpec['where']>

/** What each list of `where` goes by, and what it names. */
const PLACES: readonly (readonly [key: keyof Where, noun: string, of: (host: Host) => string])[] = [
  ['regions', 'region', ({ region }) => region],
  ['idcs', 'idc', ({ idc }) => idc],
  ['modules', 'module', ({ module }) => module],
  ['racks', 'rack', ({ rack }) => rack],
  ['hosts', 'host', ({ name }) => name],
  ['topologies', 'topology', ({ topology }) => topology],
]

/** Maintenance windows by time, then name. */
export function resolveMaintenance(
  { maintenance = [], duration, cache }: ScenarioSpec,
  { games, fleet }: { readonly games: readonly Game[]; readonly fleet: Fleet },
  faults: FaultList,
): readonly Maintenance[] {
  const paths = maintenance.map(({ name }, i) => ({ name, path: `spec.maintenance[${i}]` }))
  checkUniqueNames(paths, 'window', faults)
  if (maintenance.length > 0 && cache !== undefined)
    faults.add('spec.maintenance', 'maintenance, and cache', 'one of the two')
  const resolved = maintenance.map((one, i): Maintenance => {
    const { path } = paths[i]
    const { name, at, until, work, grace, afterGrace, discard = [] } = one
    checkTimes(one, duration, path, faults)
    checkDiscard(discard, games, `${path}.discard`, faults)
    const hosts = hostsOf(one.where ?? {}, fleet, `${path}.where`, faults)
    return {
      name,
      atUs: at,
      ...(until === undefined ? {} : { untilUs: until }),
      hosts,
      atOnce: atOnceOf(one, hosts.length, path, faults),
      workUs: { fromUs: work[0], toUs: work[1] },
      graceUs: grace,
      afterGrace,
      discard,
    }
  })
  return resolved.sort((a, b) => a.atUs - b.atUs || byCodeUnit(a.name, b.name))
}

function checkTimes({ at, until }: MaintenanceSpec, durationUs: number, path: string, faults: FaultList): void {
  if (at >= durationUs) faults.add(`${path}.at`, 'a time after the end', 'a time before the scenario ends')
  if (until !== undefined && until <= at) faults.add(`${path}.until`, 'a time that is not after `at`', 'a later one')
}

/** A host is meant when every list that is there has it. */
function hostsOf(where: Where, fleet: Fleet, path: string, faults: FaultList): readonly string[] {
  let isKnown = true
  for (const [key, noun, of] of PLACES) {
    const known = new Set(fleet.hosts.map(of))
    for (const [i, name] of (where[key] ?? []).entries()) {
      if (known.size === 0 || known.has(name)) continue
      faults.add(`${path}.${key}[${i}]`, JSON.stringify(name), expectedName(noun, name, known))
      isKnown = false
    }
  }
  const hosts = fleet.hosts.filter((host) => PLACES.every(([key, , of]) => where[key]?.includes(of(host)) !== false))
  if (isKnown && hosts.length === 0 && fleet.hosts.length > 0)
    faults.add(path, 'no host that every list has', 'at least one host')
  return hosts.map(({ name }) => name)
}

/** A share is rounded down, so that no more hosts are away than it allows, but one at least is. */
function atOnceOf({ atOnce, percent }: MaintenanceSpec, hosts: number, path: string, faults: FaultList): number {
  if (percent === undefined) return atOnce ?? 1
  if (atOnce !== undefined) faults.add(`${path}.percent`, 'a share, and atOnce', 'one of the two')
  return Math.max(1, Math.floor((hosts * percent) / 100))
}

function checkDiscard(discard: readonly string[], games: readonly Game[], path: string, faults: FaultList): void {
  const known = new Set(games.flatMap(({ components }) => components.map(({ name }) => name)))
  for (const [i, name] of discard.entries()) {
    if (known.size > 0 && !known.has(name))
      faults.add(`${path}[${i}]`, JSON.stringify(name), expectedName('component', name, known))
  }
}
