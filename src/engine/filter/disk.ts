import type { Filter } from './filter.ts'

/** One disk with both the room and the IO share (S4, S10). */
export const diskFilter: Filter = {
  name: 'Disk',
  concerns: (klass) => klass.diskMib > 0 || klass.ioKibps > 0,
  keep(hosts, klass, batch, count) {
    const { diskMib, ioKibps } = klass
    let kept = 0
    for (let i = 0; i < count; i++) {
      const host = batch[i]
      if (hosts.hasDisk(host, diskMib, ioKibps)) batch[kept++] = host
    }
    return kept
  },
}
