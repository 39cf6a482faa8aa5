import type { RecordedSeries } from '../../../simulator/simulate.ts'
import type { FilterName } from '../../model/decision.ts'
import type { Event } from '../../model/event.ts'
import type { Decision } from '../../model/holding.ts'
import type { RunCounts, SeriesName } from '../../model/run.ts'

/** `summary.json`: the run in a few figures. */
export interface Summary {
  readonly counts: RunCounts
  readonly peaks: {
    readonly players: Peak
    readonly podsPlaced: Peak
    readonly podsPending: Peak
    /** Requested Cpus over allocatable Cpus, in thousandths, rounded down. */
    readonly cpusRequestedPermille: Peak
  }
  readonly resizes: { readonly grow: number; readonly shrink: number; readonly same: number }
  /** By filter: refusals that name it, and the hosts it refused over all of them. */
  readonly refusals: Readonly<Partial<Record<FilterName, { readonly refusals: number; readonly hosts: number }>>>
  /** From the moment a pod is first asked for to its first placement; pods never placed are not in it. */
  readonly waits: { readonly pods: number; readonly waitUsP50: number; readonly waitUsP99: number; readonly waitUsMax: number }
  readonly neverPlaced: number
}

/** A highest sample and the first time it was seen. */
export interface Peak {
  readonly value: number
  readonly atUs: number
}

/** Gathers a summary while a run goes on. */
export interface SummaryBuilder {
  event(event: Event): void
  decision(decision: Decision): void
  finish(series: RecordedSeries, counts: RunCounts): Summary
}

/** Starts an empty summary. Memory: one entry a pod that waits now and eight bytes a placed pod. */
export function startSummary(): SummaryBuilder {
  const askedAtUs = new Map<string, number>()
  const refusals: Partial<Record<FilterName, { refusals: number; hosts: number }>> = {}
  const resizes = { grow: 0, shrink: 0, same: 0 }
  let waits = new Float64Array(1024)
  let placed = 0
  let withdrawn = 0
  const addWait = (waitUs: number): void => {
    if (placed === waits.length) {
      const longer = new Float64Array(waits.length * 2)
      longer.set(waits)
      waits = longer
    }
    waits[placed++] = waitUs
  }
  return {
    event(event) {
      if (event.kind === 'request') askedAtUs.set(event.pod, event.atUs)
      else if (event.kind === 'release' && askedAtUs.delete(event.pod)) withdrawn++
    },
    decision(decision) {
      if (decision.kind === 'place') {
        const fromUs = askedAtUs.get(decision.pod.name)
        if (fromUs === undefined) return
        askedAtUs.delete(decision.pod.name)
        addWait(decision.atUs - fromUs)
      } else if (decision.kind === 'resize') {
        const more = decision.holding.cpus.length - decision.before.cpus.length
        resizes[more > 0 ? 'grow' : more < 0 ? 'shrink' : 'same']++
      } else if (decision.kind === 'refuse') {
        for (const reason of decision.reasons) {
          refusals[reason.filter] ??= { refusals: 0, hosts: 0 }
          const sum = refusals[reason.filter]
          if (sum === undefined) continue
          sum.refusals++
          sum.hosts += reason.hosts
        }
      }
    },
    finish(series, counts) {
      const sorted = waits.subarray(0, placed).sort()
      return {
        counts,
        peaks: {
          players: peakOf(series, 'players'),
          podsPlaced: peakOf(series, 'podsPlaced'),
          podsPending: peakOf(series, 'podsPending'),
          cpusRequestedPermille: sharePeak(series),
        },
        resizes,
        refusals,
        waits: {
          pods: placed,
          waitUsP50: quantile(sorted, 500),
          waitUsP99: quantile(sorted, 990),
          waitUsMax: quantile(sorted, 1000),
        },
        neverPlaced: askedAtUs.size + withdrawn,
      }
    },
  }
}

/** The smallest value that at least `permille` of all values do not exceed (nearest rank); 0 of none. */
export function quantile(sorted: Float64Array, permille: number): number {
  return sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil((sorted.length * permille) / 1000) - 1)]
}

function peakOf(series: RecordedSeries, name: SeriesName): Peak {
  return peak(series, series.column(name))
}

function sharePeak(series: RecordedSeries): Peak {
  const allocatable = series.column('cpusAllocatable')
  const share = series.column('cpusRequested').map((cpus, i) => {
    return allocatable[i] > 0 ? Math.floor((cpus * 1000) / allocatable[i]) : 0
  })
  return peak(series, share)
}

function peak(series: RecordedSeries, values: Float64Array): Peak {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i
  return values.length === 0 ? { value: 0, atUs: 0 } : { value: values[best], atUs: series.column('atUs')[best] }
}
