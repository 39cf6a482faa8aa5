import type { Fleet } from '../../src/model/fleet.ts'
import type { LossCase } from '../../src/model/fleet-plan.ts'
import type { Goal, HostFault } from '../../src/model/scenario.ts'

/**
 * What a goal asks to survive, each set of so many domains a case of its own, the one with most Cpus first, then by
 * name. Of hosts the first ones of each kind in each module stand for all of their kind there: they are filled first.
 */
export function lossCasesOf({ hosts }: Fleet, losses: Goal['lossesToSurvive']): readonly LossCase[] {
  if (losses === undefined) return []
  const { domain, count, downUs } = losses
  const cpusOf = new Map<string, number>()
  const kinds = new Map<string, string[]>()
  for (const host of hosts) {
    const name = domain === 'host' ? host.name : host[domain]
    cpusOf.set(name, (cpusOf.get(name) ?? 0) + host.allocatable.cpus)
    const kind = `${host.module} ${host.topology}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), host.name])
  }
  const sets =
    domain === 'host' ? [...kinds.values()].map((names) => names.slice(0, count)) : setsOf([...cpusOf.keys()], count)
  const cpus = (names: readonly string[]): number => names.reduce((sum, name) => sum + (cpusOf.get(name) ?? 0), 0)
  return sets.sort((a, b) => cpus(b) - cpus(a)).map((names) => ({ domain, names, downUs }))
}

/** Every set of so many names, of all of them where there are not more. */
function setsOf(names: readonly string[], count: number): string[][] {
  if (names.length <= count) return [[...names]]
  if (count === 1) return names.map((name) => [name])
  return names.flatMap((name, i) =>
    setsOf(names.slice(i + 1), count - 1).flatMap((rest) => (rest.length === count - 1 ? [[name, ...rest]] : [])),
  )
}

/** A loss as losses of the fleet's hosts. */
export function faultsOfLoss(
  { hosts }: Fleet,
  { domain, names, downUs }: LossCase,
  atUs: number,
): readonly HostFault[] {
  const lost = hosts.filter((host) => names.includes(domain === 'host' ? host.name : host[domain]))
  return lost.map(({ name: host }) => ({ atUs, host, downUs }))
}
