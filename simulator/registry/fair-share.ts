/** Flows that are alike. wanted: the most that one of them takes; links: indices of those that each of them uses. */
export interface Flows {
  readonly wanted: number
  readonly count: number
  readonly links: readonly number[]
}

/**
 * Max-min fair rates: no flow can have more without one that has no more than it having less. By progressive filling
 * (Bertsekas and Gallager, Data Networks, section 6.5.2): all flows rise together; those that have what they want stop
 * there, those on the link that fills first stop at its equal share.
 *
 * capacities  of each link, in the unit of wanted, above 0
 * returns     the rate of one flow of each kind; a kind that uses no link gets what it wants
 */
export function fairShares(kinds: readonly Flows[], capacities: readonly number[]): number[] {
  const rates = kinds.map(({ wanted, links }) => (links.length === 0 ? wanted : -1))
  const left = [...capacities]
  for (;;) {
    const level = lowestLevel(kinds, rates, left)
    if (level === null) return rates
    let isAnySated = false
    kinds.forEach((kind, k) => {
      if (rates[k] >= 0 || kind.wanted > level.share) return
      isAnySated = true
      give(kind, k, kind.wanted, rates, left)
    })
    if (isAnySated) continue
    kinds.forEach((kind, k) => {
      if (rates[k] < 0 && kind.links.includes(level.link)) give(kind, k, level.share, rates, left)
    })
  }
}

/** A link and its equal share among the flows on it that still rise. */
interface Level {
  readonly link: number
  readonly share: number
}

/** The link with the smallest share; null when no flow rises any more. */
function lowestLevel(kinds: readonly Flows[], rates: readonly number[], left: readonly number[]): Level | null {
  const rising = left.map(() => 0)
  kinds.forEach(({ count, links }, k) => {
    if (rates[k] < 0) for (const link of links) rising[link] += count
  })
  let lowest: Level | null = null
  for (let link = 0; link < left.length; link++) {
    if (rising[link] === 0) continue
    const share = left[link] / rising[link]
    if (lowest === null || share < lowest.share) lowest = { link, share }
  }
  return lowest
}

function give({ count, links }: Flows, kind: number, rate: number, rates: number[], left: number[]): void {
  rates[kind] = rate
  for (const link of links) left[link] = Math.max(0, left[link] - rate * count)
}
