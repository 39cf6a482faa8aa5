import { ascending } from '../../../base/order.ts'
import type { Future, UseResource } from '../../../worker/futures-protocol.ts'
import { nearestRank } from './bands.ts'

/** Percent of what is there that counts as run out: what is left is scattered over hosts that no pod fits on. */
export const RUN_OUT_PERCENT = 95

interface Quantiles {
  readonly p10: number
  readonly p50: number
  readonly p90: number
}

/** When a resource of an IDC runs out, over futures. */
export interface RunOut {
  readonly idc: string
  readonly resource: UseResource
  /** Futures in which it does, and over these the first instant. */
  readonly count: number
  readonly firstUs: Quantiles | null
  /** Most that is held, percent of what is there, over all futures. */
  readonly peakPercent: Quantiles
}

/** Every resource of every IDC, those that run out soonest and in most futures first, then the fullest. */
export function runOuts(futures: readonly Future[]): readonly RunOut[] {
  const [first] = futures
  if (first === undefined) return []
  const rows = first.use.map(({ idc, resource }): RunOut => {
    const peaks: number[] = []
    const firsts: number[] = []
    for (const { use, atUs } of futures) {
      const column = use.find((each) => each.idc === idc && each.resource === resource)
      if (column === undefined) continue
      let peak = 0
      let firstUs = -1
      column.held.forEach((held, i) => {
        const percent = column.capacity[i] > 0 ? (100 * held) / column.capacity[i] : held > 0 ? 100 : 0
        if (percent > peak) peak = percent
        if (firstUs < 0 && percent >= RUN_OUT_PERCENT) firstUs = atUs[i]
      })
      peaks.push(peak)
      if (firstUs >= 0) firsts.push(firstUs)
    }
    const peakPercent = quantiles(peaks)
    return { idc, resource, count: firsts.length, firstUs: firsts.length === 0 ? null : quantiles(firsts), peakPercent }
  })
  return rows.sort((a, b) => {
    return b.count - a.count || (a.firstUs?.p50 ?? 0) - (b.firstUs?.p50 ?? 0) || b.peakPercent.p90 - a.peakPercent.p90
  })
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort(ascending)
  return { p10: nearestRank(sorted, 100), p50: nearestRank(sorted, 500), p90: nearestRank(sorted, 900) }
}
