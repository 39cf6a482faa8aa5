import type { Filter } from './filters.ts'

/** A free address in a pool that is bound to the host and serves the network mode (S1). */
export const ipFilter: Filter = {
  name: 'Ip',
  concerns: () => true,
  passes: (hosts, host, klass) => hosts.hasAddress(host, klass.network),
}
