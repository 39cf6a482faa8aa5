import type { Filter } from './filters.ts'

/** One disk with both the room and the IO share (S4, S10). */
export const diskFilter: Filter = {
  name: 'Disk',
  concerns: (klass) => klass.diskMib > 0 || klass.ioKibps > 0,
  passes(hosts, host, { diskMib, ioKibps }) {
    for (let disk = hosts.diskCount(host) - 1; disk >= 0; disk--) {
      if (hosts.diskFreeMib(host, disk) >= diskMib && hosts.diskFreeIoKibps(host, disk) >= ioKibps) return true
    }
    return false
  },
}
