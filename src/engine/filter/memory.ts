import type { Filter } from './filter.ts'

/** Enough memory free on the whole host. */
export const memoryFilter: Filter = {
  name: 'Memory',
  concerns: (klass) => klass.memoryMib > 0,
  keep(hosts, klass, batch, count) {
    const { memoryMib } = klass
    let kept = 0
    for (let i = 0; i < count; i++) {
      const host = batch[i]
      if (hosts.freeMemoryMib(host) >= memoryMib) batch[kept++] = host
    }
    return kept
  },
}
