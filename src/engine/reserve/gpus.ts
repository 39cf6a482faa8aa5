import type { HostTable } from '../state/host-table.ts'
import { shareByRoom } from './amounts.ts'

const NO_GPUS: readonly number[] = []

/**
 * Picks `count` free GPUs near the NumaNodes of a mask, which have so many: from as few NumaNodes as possible, on each
 * the lowest first. Ascending.
 */
export function pickGpus(hosts: HostTable, host: number, numaMask: number, count: number): readonly number[] {
  if (count === 0) return NO_GPUS
  const { gpus } = hosts
  const room = Array.from({ length: hosts.numaCount(host) }, (_, numa) => gpus.numaFree(host, numa))
  const shares = shareByRoom(count, numaMask, room)
  const picked: number[] = []
  for (let gpu = 0; gpu < gpus.count(host); gpu++) {
    if (!gpus.isFree(host, gpu) || shares[gpus.numaOf(host, gpu)] === 0) continue
    picked.push(gpu)
    shares[gpus.numaOf(host, gpu)]--
  }
  return picked
}
