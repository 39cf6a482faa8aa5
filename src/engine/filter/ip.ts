import type { Filter } from './filter.ts'

/** A free address in a pool that is bound to the host and serves the network mode (S1). */
export const ipFilter: Filter = {
  name: 'Ip',
  concerns: () => true,
  keep(hosts, klass, batch, count) {
    const { network } = klass
    let kept = 0
    for (let i = 0; i < count; i++) {
      const host = batch[i]
      if (hosts.hasAddress(host, network)) batch[kept++] = host
    }
    return kept
  },
}
