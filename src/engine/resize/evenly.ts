import { sumOf } from '../../base/sum.ts'
import { evenShares } from '../reserve/even-shares.ts'
import { memoryRoom, type Shares } from '../reserve/spread-over.ts'
import type { HostTable } from '../state/host-table.ts'
import { type ResizeWish, roomOn } from './wish.ts'

/**
 * How a resized pod of policy `spread` lies on its NumaNodes, none of which loses any when the pod grows or gains any
 * when it shrinks (law L10); null when that cannot be even.
 */
export function resizedShares(hosts: HostTable, wish: ResizeWish): Shares | null {
  const { host, memoryMib } = wish.holding
  const unit = wish.fullCores ? hosts.cpus.threadsPerCore(host) : 1
  const cpuRoom = wish.heldCpus.map((_, numa) => roomOn(hosts, wish, numa))
  const cpus = changedShares(wish.cpus, unit, wish.heldCpus, cpuRoom)
  const memory = changedShares(wish.memoryMib, 1, memoryMib, memoryRoom(hosts, host))
  return cpus === null || memory === null ? null : { cpus, memoryMib: memory }
}

function changedShares(
  amount: number,
  unit: number,
  held: readonly number[],
  room: readonly number[],
): readonly number[] | null {
  const change = amount - sumOf(held)
  if (change === 0) return held
  if (change < 0) {
    const none = held.map(() => 0)
    return evenShares(amount, unit, none, held)
  }
  const most = held.map((own, numa) => own + room[numa])
  return evenShares(amount, unit, held, most)
}
