import type { NetworkMode } from './fleet.ts'

/** Watched for shortages: VFs by host, kernels of hosts, NICs, then of each IDC its gateways' rate and sessions. */
export const SHORT_KINDS = ['vf', 'host', 'nic', 'gateway', 'sessions'] as const
export type ShortKind = (typeof SHORT_KINDS)[number]

/** What one component of a game put on the network over a run. Packets and bytes are whole sums, not rates. */
export interface ComponentTraffic {
  readonly game: string
  readonly component: string
  readonly mode: NetworkMode
  readonly traffic: string
  readonly packetsOffered: number
  readonly packetsCarried: number
  /** Of players for whom the gateway had no session. */
  readonly packetsRefused: number
  /** By the stage that could not carry them. */
  readonly packetsLost: { readonly vf: number; readonly host: number; readonly nic: number; readonly gateway: number }
  readonly bytesCarried: number
  /** Latency that the way adds, by packets carried: median of medians, 99th percentile of 99th percentiles. */
  readonly addedUs: { readonly p50: number | null; readonly p99: number | null }
  readonly playerHours: number
  /** Of these, players who lost more packets than they tolerate or waited longer, and those refused. */
  readonly playerHoursDegraded: number
  readonly playerHoursRefused: number
  readonly disk: {
    /** Disks of pods that became full, and the instant of the first; players on such pods. */
    readonly full: number
    readonly firstFullUs: number | null
    readonly playerHoursFull: number
    /** Most that was written of one pod's disk, percent. */
    readonly usedPercentMax: number
  }
}

/** Something that carried less than was asked of it. */
export interface RanOut {
  readonly kind: ShortKind
  /** A host, `host/nic`, or the IDC of gateways. */
  readonly name: string
  readonly firstUs: number
  /** Null: still short at the end. */
  readonly untilUs: number | null
  readonly hours: number
  /** Lost there, or refused. */
  readonly packets: number
  /** Most that was asked over what it carries, percent, and when. */
  readonly peakPercent: number
  readonly peakUs: number
}

/** What came through a NIC at most, beside what was reserved of it at that instant. */
export interface NicComparison {
  readonly host: string
  readonly nic: string
  readonly kppsUsed: number
  readonly kppsReserved: number
  readonly mbpsUsed: number
  readonly mbpsReserved: number
  readonly hoursAbove: number
}

export interface NetworkSummary {
  /** By game, then component. */
  readonly components: readonly ComponentTraffic[]
  /** How many ever were short, by kind; those that lost most first, at most 100. */
  readonly ranOutCounts: Readonly<Record<ShortKind, number>>
  readonly ranOut: readonly RanOut[]
  /** NICs that anything came through, of them those that ever carried more than reserved; furthest above first. */
  readonly nics: {
    readonly count: number
    readonly above: number
    readonly listed: readonly NicComparison[]
  }
}
