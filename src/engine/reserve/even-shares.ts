/**
 * Shares an amount as evenly as whole units go: every NumaNode gets as many units or one more, those that can take most
 * first, ties to the lowest id.
 *
 * amount  a multiple of `unit`
 * least, most  by NumaNode: its share must lie between them
 * returns  shares by NumaNode, or null where that cannot be
 */
export function evenShares(
  amount: number,
  unit: number,
  least: readonly number[],
  most: readonly number[],
): number[] | null {
  const units = amount / unit
  const low = unit * Math.floor(units / most.length)
  const shares = most.map((_, numa) => (least[numa] > low ? low + unit : low))
  let more = (units % most.length) - shares.filter((share) => share > low).length
  const order = most.map((_, numa) => numa).sort((a, b) => most[b] - most[a])
  for (const numa of order) {
    if (more <= 0 || shares[numa] > low) continue
    shares[numa] += unit
    more--
  }
  const fits = shares.every((share, numa) => share >= least[numa] && share <= most[numa])
  return more === 0 && fits ? shares : null
}

/** How much richer the NumaNodes would have to be, in sum, for `evenShares` of a new pod to be possible. */
export function evenShortage(amount: number, unit: number, room: readonly number[]): number {
  const low = unit * Math.floor(amount / unit / room.length)
  const dearer = room.map((free) => Math.max(0, low + unit - free) - Math.max(0, low - free)).sort((a, b) => a - b)
  const base = room.reduce((sum, free) => sum + Math.max(0, low - free), 0)
  return dearer.slice(0, (amount / unit) % room.length).reduce((sum, extra) => sum + extra, base)
}
