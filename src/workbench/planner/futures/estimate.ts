import type { Future, ScenarioOutline, UseColumn } from '../../../worker/futures-protocol.ts'
import type { WhatIf } from '../state/planner-address.ts'
import { allHostsAt } from './what-if.ts'

/**
 * What a future would look like with other hosts and launches, guessed at once from a run without them: what launches
 * hold grows with their players and capacity with the hosts, in each IDC so many as its groups get when they are run,
 * everything stays in its IDC, and nothing is refused. How pods wait is not guessed: those of the run are left out. It
 * is what is shown until the runs themselves are there.
 */
export function estimated(
  future: Future,
  { hosts, launch }: WhatIf,
  { groups }: Pick<ScenarioOutline, 'groups'>,
): Future {
  const more = launch / 100 - 1
  const { series, launched, use } = future
  const grown = (column: Float64Array, part: Float64Array): Float64Array =>
    column.map((value, i) => value + more * part[i])
  const times = (column: Float64Array, by: number): Float64Array => column.map((value) => value * by)
  const turned = use.map((column): UseColumn => {
    const by =
      column.resource === 'ip'
        ? 1
        : timesMore(
            groups.filter(({ idc }) => idc === column.idc),
            hosts,
          )
    return { ...column, capacity: times(column.capacity, by), held: grown(column.held, column.launched) }
  })
  const cpus = turned.filter(({ resource }) => resource === 'cpus')
  const none = new Float64Array(series.players.length)
  return {
    ...future,
    series: {
      ...series,
      players: grown(series.players, launched.players),
      cpusRequested: grown(series.cpusRequested, launched.cpusRequested),
      cpusAllocatable: series.cpusAllocatable.map((_, i) => cpus.reduce((sum, { capacity }) => sum + capacity[i], 0)),
      hostsUp: times(series.hostsUp, timesMore(groups, hosts)),
      podsPending: none,
      refusalsTotal: none,
      playersRefused: none,
    },
    use: turned,
  }
}

/** How many times the hosts of some groups there are at so many percent: a group has whole hosts, and at least one. */
function timesMore(groups: ScenarioOutline['groups'], percent: number): number {
  const now = allHostsAt({ groups }, 100)
  return now === 0 ? 1 : allHostsAt({ groups }, percent) / now
}

/**
 * Whether pods waited for a host in the runs that estimates are made from: what they would have held is in none of
 * their figures, so that an estimate is the least there will be.
 */
export function isLeast(futures: readonly Future[]): boolean {
  return futures.some(({ series }) => series.podsPending.some((count) => count > 0))
}
