import type { Filter } from './filters.ts'

/** Region, IDC and module lists of the request (S6). */
export const whereFilter: Filter = {
  name: 'Where',
  concerns: (klass) => klass.allowed !== null,
  passes: (_hosts, host, klass) => klass.allowed === null || klass.allowed[host] === 1,
}
