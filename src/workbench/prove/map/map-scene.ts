import type { MapHit } from '../../../chart/fleet-hit.ts'
import type { MapMarks } from '../../../chart/fleet-marks.ts'
import type { MapFrame } from '../../../chart/fleet-picture.ts'
import type { MapSelection } from '../../../chart/fleet-selection.ts'
import type { MapWords } from '../../../chart/label-scene.ts'
import type { Fleet } from '../../../model/fleet.ts'
import type { FleetTables } from '../../../model/fleet-columns.ts'
import { Signal } from '../../state/signal.ts'

/** What lies on a fleet and is laid out anew only when it is replaced. */
export interface SceneGround {
  readonly fleet: Fleet
  readonly columns: Pick<FleetTables, 'cpuStart' | 'vfStart'>
  readonly words: MapWords
}

/** Everything a map of these screens draws. */
export interface MapScene {
  readonly ground: SceneGround
  readonly frame: MapFrame
  readonly colours: Uint32Array<ArrayBuffer>
  readonly marks: MapMarks
  readonly selection: MapSelection
  /** Words under the pointer. */
  tip(hit: MapHit): readonly string[]
  /** For scripts that cannot see: written to the canvas as data. */
  readonly told: Readonly<Record<string, string>>
}

/** Where a map gets its scene from, and what it tells of clicks. */
export class SceneSource {
  readonly changed = new Signal()
  /** Asks the map to show hosts, or all of the fleet for none. */
  readonly framed = new Signal()
  scene: MapScene | null = null
  hosts: readonly number[] = []
  /** How large cells get where few hosts leave room for it. */
  readonly cellPxMax: number
  onPick: (hit: MapHit | null) => void = () => {}
  /** Makes the scene anew, in the colours of the theme now in force. */
  readonly #make: () => MapScene | null

  constructor(make: () => MapScene | null, cellPxMax: number) {
    this.#make = make
    this.cellPxMax = cellPxMax
  }

  paint(): void {
    this.scene = this.#make()
    this.changed.emit()
  }

  frame(hosts: readonly number[]): void {
    this.hosts = hosts
    this.framed.emit()
  }
}

/** `${held} held · ${free} free`, of the addresses of a host. */
export function addressWords(frame: MapFrame | undefined, host: number): string {
  return frame === undefined ? '' : `IPs ${frame.ipsHeld[host]} held · ${frame.ipsFree[host]} free in its pools`
}
