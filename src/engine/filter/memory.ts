import type { Filter } from './filters.ts'

/** Enough memory free on the whole host. */
export const memoryFilter: Filter = {
  name: 'Memory',
  concerns: (klass) => klass.memoryMib > 0,
  passes: (hosts, host, klass) => hosts.freeMemoryMib(host) >= klass.memoryMib,
}
