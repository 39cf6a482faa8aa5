import type { Instance } from './instance.ts'
import type { PatternLp } from './pattern-bound.ts'
import { place, shuffled } from './place.ts'

export const SEEDS: readonly number[] = Array.from({ length: 11 }, (_, i) => i + 1)

/**
 * Cell compaction after A. Verma et al., "Large-scale cluster management at Google with Borg" (EuroSys 2015), 5.1:
 * hosts are taken away at random until the pods, placed from scratch, fit no longer. The fewest hosts that still
 * take all of them, for one seed, which draws the order of the hosts and that of the pods. The paper allows a few picky
 * tasks to stay out; here none may. The count found does take all pods, and one host less does not; null when not even
 * the whole fleet does.
 */
export function compact(instance: Instance, profile: string, seed: number): number | null {
  const order = removalOrder(instance, seed)
  return fewest(order.length, (count) => {
    const options = { without: order.slice(count), stopsAtRefusal: true }
    return place(instance, profile, seed, options).refused === 0
  })
}

/** Fewest hosts in this seed's order that may take all pods under any policy: on fewer the pattern LP finds no room. */
export function compactionBound(lp: PatternLp, instance: Instance, seed: number): number | null {
  const order = removalOrder(instance, seed)
  return fewest(order.length, (count) => lp.canFit(order.slice(0, count)))
}

/** Hosts by index, those taken away first last. */
function removalOrder({ fleet }: Instance, seed: number): readonly number[] {
  const hosts = fleet.hosts.map((_, i) => i)
  return shuffled(hosts, seed, 'bounds/hosts')
}

/** The count from 1 to max that fits while one less does not, found by halving; null when max does not fit. */
function fewest(max: number, fits: (count: number) => boolean): number | null {
  if (!fits(max)) return null
  let [tooFew, enough] = [0, max]
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (fits(middle)) enough = middle
    else tooFew = middle
  }
  return enough
}

/** Nearest-rank quantile: the smallest value that at least that share of all does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}
