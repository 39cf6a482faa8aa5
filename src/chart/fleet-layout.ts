import type { Fleet, NumaNode } from '../model/fleet.ts'
import { type HostBlock, hostBlock } from './host-block.ts'

export interface GroupLabel {
  readonly text: string
  readonly level: 'idc' | 'module'
  /** Top left in cells; `width` is what the label may use. */
  readonly x: number
  readonly y: number
  readonly width: number
}

/** A row of hosts side by side: hosts first … last - 1 of the fleet. */
export interface Line {
  readonly first: number
  readonly last: number
  readonly y: number
  readonly height: number
}

/** Where every host stands, in cells from the top left. */
export interface FleetLayout {
  readonly blocks: readonly HostBlock[]
  /** Top left of each host's block. */
  readonly hostX: Float64Array
  readonly hostY: Float64Array
  readonly lines: readonly Line[]
  readonly labels: readonly GroupLabel[]
  readonly width: number
  readonly height: number
  /** Pixels a cell at which the whole fleet fits the width it was laid out for. */
  readonly fitScale: number
}

const IDC_PX = 20
const MODULE_PX = 13
const MODULE_GAP = 3
const HOST_GAP = 1.5
const LINE_GAP = 0.75
const LINE_SPARE_PX = 10
const SCALE_MAX = 14
const SCALE_MIN = 0.4

/**
 * Lays hosts out like words: modules follow each other in lines, an IDC starts a new paragraph. Finds the largest scale
 * at which everything fits the viewport (px), by bisection; labels keep their height in pixels at that scale.
 */
export function layoutFleet(fleet: Fleet, widthPx: number, heightPx: number): FleetLayout {
  const blocks = blocksOf(fleet)
  let low = SCALE_MIN
  let high = SCALE_MAX
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2
    const layout = flow(fleet, blocks, widthPx / middle, middle, LINE_GAP)
    if (layout.height * middle <= heightPx && layout.width * middle <= widthPx) low = middle
    else high = middle
  }
  const whole = Math.floor(low)
  const scale = low > 2.5 && low - whole < 0.08 * low ? whole : low
  const tight = flow(fleet, blocks, widthPx / scale, scale, LINE_GAP)
  // What height is left over parts the lines.
  const sparePx = Math.min(LINE_SPARE_PX, (heightPx - tight.height * scale) / (tight.lines.length + 1))
  return flow(fleet, blocks, widthPx / scale, scale, LINE_GAP + Math.max(0, sparePx) / scale)
}

/** Hosts of one topology share their block. */
function blocksOf(fleet: Fleet): HostBlock[] {
  const known = new Map<readonly NumaNode[], HostBlock>()
  return fleet.hosts.map((host) => {
    const block = known.get(host.numaNodes) ?? hostBlock(host)
    known.set(host.numaNodes, block)
    return block
  })
}

function flow(
  fleet: Fleet,
  blocks: readonly HostBlock[],
  lineWidth: number,
  scale: number,
  lineGap: number,
): FleetLayout {
  const hostX = new Float64Array(blocks.length)
  const hostY = new Float64Array(blocks.length)
  const lines: Line[] = []
  const labels: GroupLabel[] = []
  const moduleHeight = MODULE_PX / scale
  let x = 0
  let y = 0
  let first = 0
  let tallest = 0
  let width = 0
  const endLine = (next: number): void => {
    if (next > first) {
      const labelled = labels.some((label) => label.y === y && label.level === 'module')
      const top = y + (labelled ? moduleHeight : 0)
      lines.push({ first, last: next, y: top, height: tallest })
      hostY.fill(top, first, next)
      y = top + tallest + lineGap
    }
    first = next
    x = 0
    tallest = 0
  }
  fleet.hosts.forEach((host, h) => {
    const before = h === 0 ? null : fleet.hosts[h - 1]
    const newIdc = before === null || before.idc !== host.idc || before.region !== host.region
    if (newIdc) {
      endLine(h)
      labels.push({ text: `${host.region} / ${host.idc}`, level: 'idc', x: 0, y, width: lineWidth })
      y += IDC_PX / scale
    } else if (before !== null && before.module !== host.module && x > 0) {
      x += MODULE_GAP
      // A module begins where at least a few of its hosts, and so its name, have room.
      if (x + 3 * (blocks[h].width + HOST_GAP) > lineWidth) endLine(h)
    }
    if (x > 0 && x + blocks[h].width > lineWidth) endLine(h)
    if (before === null || before.module !== host.module) {
      labels.push({ text: host.module, level: 'module', x, y, width: 0 })
    }
    hostX[h] = x
    x += blocks[h].width + HOST_GAP
    width = Math.max(width, x - HOST_GAP)
    tallest = Math.max(tallest, blocks[h].height)
    const label = labels[labels.length - 1]
    const isHere = label.level === 'module' && label.y === y
    if (isHere) labels[labels.length - 1] = { ...label, width: x - HOST_GAP - label.x }
  })
  endLine(blocks.length)
  return { blocks, hostX, hostY, lines, labels, width, height: y, fitScale: scale }
}

/** The host whose block holds the point (cells), -1 for none. */
export function hostAtPoint(layout: FleetLayout, x: number, y: number): number {
  for (const line of layout.lines) {
    if (y < line.y || y >= line.y + line.height) continue
    for (let h = line.first; h < line.last; h++) {
      const inside = x >= layout.hostX[h] && x < layout.hostX[h] + layout.blocks[h].width
      if (inside && y < layout.hostY[h] + layout.blocks[h].height) return h
    }
  }
  return -1
}

/** The smallest box around some hosts, in cells; null for none. Numbers that are no host's are left out. */
export function boxOfHosts(
  layout: FleetLayout,
  hosts: readonly number[],
): { x: number; y: number; width: number; height: number } | null {
  const known = hosts.filter((host) => layout.blocks[host] !== undefined)
  if (known.length === 0) return null
  const x = Math.min(...known.map((host) => layout.hostX[host]))
  const y = Math.min(...known.map((host) => layout.hostY[host]))
  const right = Math.max(...known.map((host) => layout.hostX[host] + layout.blocks[host].width))
  const bottom = Math.max(...known.map((host) => layout.hostY[host] + layout.blocks[host].height))
  return { x, y, width: right - x, height: bottom - y }
}
