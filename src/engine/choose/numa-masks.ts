import { NUMA_NODES_MAX } from '../../model/fleet.ts'

/** MASKS[n]: every non-empty set of n NumaNodes as a bit mask, by size, then by value. 2^8 sets at most. */
export const NUMA_MASKS: readonly Uint8Array[] = Array.from({ length: NUMA_NODES_MAX + 1 }, (_, count) => {
  const masks = Array.from({ length: (1 << count) - 1 }, (_, i) => i + 1)
  return Uint8Array.from(masks.sort((a, b) => bitCount(a) - bitCount(b) || a - b))
})

/** The mask of every NumaNode a host may have. */
export const ALL_NUMA_NODES = (1 << NUMA_NODES_MAX) - 1

/** [256] how many NumaNodes a mask holds. */
export const NUMA_MASK_SIZE = Uint8Array.from({ length: 1 << NUMA_NODES_MAX }, (_, mask) => bitCount(mask))

function bitCount(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
