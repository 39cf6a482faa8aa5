import { sumOf } from '../../base/sum.ts'

/**
 * Shares an amount over the NumaNodes of a mask: fills them in the order of most room, ties to the lowest id, so that
 * as few as possible are touched.
 *
 * room     what each NumaNode can give, by id; the sum over the mask is at least `amount`
 * returns  by id, 0 outside the mask
 */
export function shareByRoom(amount: number, mask: number, room: readonly number[]): number[] {
  const shares = room.map(() => 0)
  const order = room.map((_, numa) => numa).filter((numa) => ((mask >>> numa) & 1) === 1)
  order.sort((a, b) => room[b] - room[a])
  let rest = amount
  for (const numa of order) {
    shares[numa] = Math.min(rest, room[numa])
    rest -= shares[numa]
  }
  return shares
}

/**
 * Shares an amount in proportion to weights, as memory follows the Cpus that use it: floor of each part, capped by the
 * room, then the rest by most room.
 *
 * weights  by NumaNode, 0 outside the mask
 */
export function shareByWeight(
  amount: number,
  mask: number,
  weights: readonly number[],
  room: readonly number[],
): number[] {
  const weightSum = sumOf(weights)
  const shares = room.map((most, numa) =>
    weightSum === 0 ? 0 : Math.min(most, Math.floor((amount * weights[numa]) / weightSum)),
  )
  const rest = amount - sumOf(shares)
  const more = shareByRoom(
    rest,
    mask,
    room.map((most, numa) => most - shares[numa]),
  )
  return shares.map((share, numa) => share + more[numa])
}

/**
 * Shares what a grown pod needs more of: first over the NumaNodes of the mask that it stands on, then over the others
 * of the mask, each time by most room.
 *
 * held  what it has of the amount by NumaNode; where that is above 0 it stands
 */
export function shareNearFirst(more: number, mask: number, held: readonly number[], room: readonly number[]): number[] {
  const near = mask & held.reduce((sum, amount, numa) => (amount > 0 ? sum | (1 << numa) : sum), 0)
  const nearMore = Math.min(more, sumOf(room.filter((_, numa) => ((near >>> numa) & 1) === 1)))
  const nearShares = shareByRoom(nearMore, near, room)
  const farShares = shareByRoom(more - nearMore, mask & ~near, room)
  return nearShares.map((share, numa) => share + farShares[numa])
}
