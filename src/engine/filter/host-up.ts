import type { Filter } from './filter.ts'

/** A lost host takes nothing until it is back. */
export const hostUpFilter: Filter = {
  name: 'HostUp',
  concerns: () => true,
  keep(hosts, _klass, batch, count) {
    let kept = 0
    for (let i = 0; i < count; i++) {
      const host = batch[i]
      if (hosts.isUp(host)) batch[kept++] = host
    }
    return kept
  },
}
