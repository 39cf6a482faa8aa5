import type { Filter } from './filter.ts'

/** Enough exclusive Cpus free on the whole host. */
export const cpusFilter: Filter = {
  name: 'Cpus',
  concerns: () => true,
  keep(hosts, klass, batch, count) {
    const { cpus } = klass
    let kept = 0
    for (let i = 0; i < count; i++) {
      const host = batch[i]
      if (hosts.freeCpus(host) >= cpus) batch[kept++] = host
    }
    return kept
  },
}
