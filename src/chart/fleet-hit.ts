import { type FleetLayout, hostAtPoint } from './fleet-layout.ts'
import type { MapColumns, MapFrame } from './fleet-picture.ts'
import { HEADER_CELLS, STRIP_CELLS } from './host-block.ts'

/** What is under a point of the map. */
export interface MapHit {
  readonly host: number
  readonly part: 'header' | 'cpu' | 'vf' | 'ip' | 'between'
  /** Cpu and NumaNode for `cpu`, VF number for `vf`, else -1. */
  readonly cpu: number
  readonly numa: number
  readonly vf: number
  /** The pod that owns the Cpu or VF, or FREE or RESERVED. */
  readonly owner: number
}

const NO_PART = { cpu: -1, numa: -1, vf: -1, owner: -1 }

/** Finds what lies under a point given in cells, null between hosts. */
export function hitAt(layout: FleetLayout, columns: MapColumns, frame: MapFrame, x: number, y: number): MapHit | null {
  const host = hostAtPoint(layout, x, y)
  if (host < 0) return null
  const block = layout.blocks[host]
  const localX = x - layout.hostX[host]
  const localY = y - layout.hostY[host]
  if (localY < HEADER_CELLS) return { host, part: 'header', ...NO_PART }
  for (const box of block.boxes) {
    const column = Math.floor(localX - box.x)
    const row = Math.floor(localY - box.y)
    if (column < 0 || column >= box.columns || row < 0 || row >= box.rows) continue
    const cpu = box.cpus[row * box.columns + column]
    if (cpu < 0) break
    return { host, part: 'cpu', cpu, numa: box.numa, vf: -1, owner: frame.cpuOwner[columns.cpuStart[host] + cpu] }
  }
  const vfCount = columns.vfStart[host + 1] - columns.vfStart[host]
  if (vfCount > 0 && localY >= block.vfY && localY < block.vfY + STRIP_CELLS) {
    const vf = Math.min(vfCount - 1, Math.floor((localX / block.width) * vfCount))
    return { host, part: 'vf', ...NO_PART, vf, owner: frame.vfOwner[columns.vfStart[host] + vf] }
  }
  if (localY >= block.ipY) return { host, part: 'ip', ...NO_PART }
  return { host, part: 'between', ...NO_PART }
}
