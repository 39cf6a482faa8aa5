import type { Filter } from './filters.ts'

/** Enough exclusive Cpus free on the whole host. */
export const cpusFilter: Filter = {
  name: 'Cpus',
  concerns: () => true,
  passes: (hosts, host, klass) => hosts.freeCpus(host) >= klass.cpus,
}
