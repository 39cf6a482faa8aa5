import type { Holding } from '../../src/model/holding.ts'

/** What a pod holds that asks for Cpus of its own and memory alone: a bridge's address and no disk or device. */
export const BARE = {
  cpuMilli: 0,
  disk: -1,
  diskMib: 0,
  ioKibps: 0,
  network: 'bridge',
  vf: -1,
  gpus: [],
  nic: -1,
  nicMbps: 0,
  nicKpps: 0,
  pool: 0,
  ip: 1,
  overlayPool: -1,
  overlayIp: 0,
  volumePool: -1,
  volumeMib: 0,
} as const satisfies Partial<Holding>
