import type { Filter } from './filter.ts'

/** Region, IDC and module lists of the request (S6). */
export const whereFilter: Filter = {
  name: 'Where',
  concerns: (klass) => klass.allowed !== null,
  keep(_hosts, klass, batch, count) {
    const { allowed } = klass
    if (allowed === null) return count
    let kept = 0
    for (let i = 0; i < count; i++) {
      const host = batch[i]
      if (allowed[host] === 1) batch[kept++] = host
    }
    return kept
  },
}
