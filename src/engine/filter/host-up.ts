import type { Filter } from './filters.ts'

/** A lost host takes nothing until it is back. */
export const hostUpFilter: Filter = {
  name: 'HostUp',
  concerns: () => true,
  passes: (hosts, host) => hosts.isUp(host),
}
