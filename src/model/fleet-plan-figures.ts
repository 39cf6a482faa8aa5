/** One game in one month, means over the seeds. */
export interface GameCost {
  readonly game: string
  readonly month: number
  readonly cpuHoursHeld: number
  readonly cpuHoursUsed: number
  /** On its hosts, on which no pod fits: of each host as much as it holds there of what is held; part of IdleCost. */
  readonly cpuHoursStranded: number
  /** Of what the hosts cost, its share by Cpu-hours held; what is stranded costs beside it. */
  readonly cost: number
  readonly costStranded: number
}

/** What nobody holds in one month, means over the seeds: Cpus on which no pod fits, and the rest. */
export interface IdleCost {
  readonly month: number
  readonly cpuHoursStranded: number
  readonly cpuHoursFree: number
  readonly costStranded: number
  readonly costFree: number
}

/** Cpus at an instant. */
export interface CapacityPoint {
  readonly atUs: number
  /** Held on the planned fleet, over the seeds. */
  readonly p10: number
  readonly p50: number
  readonly p90: number
  /** What the hosts that are up have, in the middle seed, of the fleet as it stands and of the planned one. */
  readonly present: number
  readonly planned: number
}

/** A figure over the seeds, nearest rank. */
export interface PlannedFigure {
  readonly name: string
  readonly unit: string
  readonly band: { readonly p10: number; readonly p50: number; readonly p90: number; readonly max: number } | null
}
