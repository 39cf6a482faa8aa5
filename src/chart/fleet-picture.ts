import type { Packed } from './colour.ts'

/** What the fleet map draws: the owner of every cell at one instant. */
export interface MapFrame {
  readonly cpuOwner: Int32Array
  readonly vfOwner: Int32Array
  readonly hostDown: Uint8Array
  readonly ipsHeld: Int32Array
  readonly ipsFree: Int32Array
}

/** Prefix sums from host to first Cpu and first VF. */
export interface MapColumns {
  readonly cpuStart: Int32Array
  readonly vfStart: Int32Array
}

export interface MapTheme {
  readonly background: Packed
  readonly free: Packed
  readonly reserved: Packed
  readonly reservedHatch: Packed
  readonly down: Packed
  readonly downHatch: Packed
  readonly ip: Packed
  readonly text: string
  readonly textMuted: string
  readonly line: string
  readonly danger: string
  readonly selection: string
  /** Behind text that lies on the picture, and of what is to be noticed but is no fault. */
  readonly backgroundText: string
  readonly caution: string
  readonly font: string
}
