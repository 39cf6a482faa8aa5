import type { Future, UseColumn } from '../../../worker/futures-protocol.ts'
import type { WhatIf } from '../state/planner-address.ts'

/**
 * What a future would look like with other hosts and launches, guessed at once from a run without them: what launches
 * hold grows with their players and capacity with the hosts, everything stays in its IDC, and nothing is refused. How
 * pods wait is not guessed: those of the run are left out. It is what is shown until the runs themselves are there.
 */
export function estimated(future: Future, { hosts, launch }: WhatIf): Future {
  const more = launch / 100 - 1
  const capacity = hosts / 100
  const { series, launched, use } = future
  const grown = (column: Float64Array, part: Float64Array): Float64Array =>
    column.map((value, i) => value + more * part[i])
  const none = new Float64Array(series.players.length)
  return {
    ...future,
    series: {
      ...series,
      players: grown(series.players, launched.players),
      cpusRequested: grown(series.cpusRequested, launched.cpusRequested),
      cpusAllocatable: series.cpusAllocatable.map((cpus) => cpus * capacity),
      hostsUp: series.hostsUp.map((up) => up * capacity),
      podsPending: none,
      refusalsTotal: none,
      playersRefused: none,
    },
    use: use.map(
      (column): UseColumn => ({
        ...column,
        capacity: column.resource === 'ip' ? column.capacity : column.capacity.map((amount) => amount * capacity),
        held: grown(column.held, column.launched),
      }),
    ),
  }
}
