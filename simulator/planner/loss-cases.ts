import type { SurvivedDomain } from '../../src/model/fault.ts'
import type { Fleet, Host } from '../../src/model/fleet.ts'
import type { LossCase } from '../../src/model/fleet-plan.ts'
import type { Goal, HostFault } from '../../src/model/scenario.ts'

type DomainsOfHost = Pick<Host, 'name' | 'idc' | 'module' | 'rack'>

/** A host that may be lost, and from when to when it is there: from the start and to the end where left out. */
export interface LossHost extends DomainsOfHost, Pick<Host, 'topology'> {
  readonly allocatable: Pick<Host['allocatable'], 'cpus'>
  readonly arrivesUs?: number
  /** Null: it stays. */
  readonly leavesUs?: number | null
}

/**
 * What a goal asks to survive of a fleet, each set of so many domains a case of its own, the one with most Cpus first,
 * then in the order of the hosts. Hosts that are never there are of no domain.
 */
export function lossCasesOf(hosts: readonly LossHost[], losses: Goal['lossesToSurvive']): readonly LossCase[] {
  if (losses === undefined) return []
  const { domain, count, downUs } = losses
  const there = hosts.filter(isEverThere)
  const cpusOf = new Map<string, number>()
  for (const host of there) {
    const name = nameIn(domain, host)
    cpusOf.set(name, (cpusOf.get(name) ?? 0) + host.allocatable.cpus)
  }
  const sets = domain === 'host' ? hostSets(there, count) : setsOf([...cpusOf.keys()], count)
  const cpus = (names: readonly string[]): number => names.reduce((sum, name) => sum + (cpusOf.get(name) ?? 0), 0)
  return sets.sort((a, b) => cpus(b) - cpus(a)).map((names) => ({ domain, names, downUs }))
}

/** The names of a kind that some host of a fleet bears at any time. */
export function namesIn(domain: SurvivedDomain, hosts: readonly LossHost[]): ReadonlySet<string> {
  return new Set(hosts.filter(isEverThere).map((host) => nameIn(domain, host)))
}

/** Whether a host is there at an instant, us. */
export function isThereAt(host: Pick<LossHost, 'arrivesUs' | 'leavesUs'>, atUs: number): boolean {
  return (host.arrivesUs ?? 0) <= atUs && atUs < (host.leavesUs ?? Infinity)
}

function isEverThere({ leavesUs }: LossHost): boolean {
  return leavesUs !== 0
}

function nameIn(domain: SurvivedDomain, host: DomainsOfHost): string {
  return domain === 'host' ? host.name : host[domain]
}

/**
 * The first hosts of each kind in each module: they are filled first and stand for all of their kind there. Where too
 * few of them are there all the time, the first of those that come and go together are a set of their own.
 */
function hostSets(hosts: readonly LossHost[], count: number): string[][] {
  const kinds = new Map<string, LossHost[]>()
  for (const host of hosts) {
    const kind = `${host.module} ${host.topology}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), host])
  }
  return [...kinds.values()].flatMap((members) => {
    const always: string[] = []
    const stints = new Map<string, string[]>()
    for (const { name, arrivesUs = 0, leavesUs = null } of members) {
      if (arrivesUs === 0 && leavesUs === null) always.push(name)
      else stints.set(`${arrivesUs} ${leavesUs}`, [...(stints.get(`${arrivesUs} ${leavesUs}`) ?? []), name])
    }
    if (always.length >= count || stints.size === 0) return [always.slice(0, count)]
    return [...stints.values()].map((names) => [...always, ...names].slice(0, count))
  })
}

/** Every set of so many names, of all of them where there are not more. */
function setsOf(names: readonly string[], count: number): string[][] {
  if (names.length <= count) return [[...names]]
  if (count === 1) return names.map((name) => [name])
  return names.flatMap((name, i) =>
    setsOf(names.slice(i + 1), count - 1).flatMap((rest) => (rest.length === count - 1 ? [[name, ...rest]] : [])),
  )
}

/** Those of some hosts that are lost. */
export function hostsOfLoss<T extends DomainsOfHost>(hosts: readonly T[], { domain, names }: LossCase): readonly T[] {
  const lost = new Set(names)
  return hosts.filter((host) => lost.has(nameIn(domain, host)))
}

/** A loss as losses of the fleet's hosts. */
export function faultsOfLoss({ hosts }: Fleet, loss: LossCase, atUs: number): readonly HostFault[] {
  return hostsOfLoss(hosts, loss).map(({ name: host }) => ({ atUs, host, downUs: loss.downUs }))
}
