import { FREE, RESERVED } from '../model/fleet-columns.ts'
import type { Packed } from './colour.ts'
import type { FleetLayout } from './fleet-layout.ts'
import type { MapColumns, MapFrame, MapTheme } from './fleet-picture.ts'
import { BAR_CELLS, type NumaBox, STRIP_CELLS } from './host-block.ts'
import type { Viewport } from './viewport.ts'

/** A raster in device pixels. */
export interface Raster {
  readonly pixels: Uint32Array
  readonly width: number
  readonly height: number
}

/** From this many device pixels a cell, cells of different owners are parted by a line. */
const GAP_FROM = 4
const HATCH_PERIOD = 4

/**
 * Fills the raster with every visible host. view is in device pixels. podColours: by pod number.
 * Each row of cells is filled once as a scanline and copied down, so the work is in pixels, not in cells × calls.
 */
export function paintFleet(
  raster: Raster,
  view: Viewport,
  layout: FleetLayout,
  columns: MapColumns,
  frame: MapFrame,
  podColours: Uint32Array,
  theme: MapTheme,
): void {
  raster.pixels.fill(theme.background)
  const painter = new Painter(raster, view, columns, frame, podColours, theme)
  for (const line of layout.lines) {
    if ((line.y + line.height - view.y) * view.scale < 0 || (line.y - view.y) * view.scale > raster.height) continue
    for (let h = line.first; h < line.last; h++) {
      const left = (layout.hostX[h] - view.x) * view.scale
      if (left > raster.width || left + layout.blocks[h].width * view.scale < 0) continue
      painter.host(layout, h)
    }
  }
}

class Painter {
  readonly #raster: Raster
  readonly #view: Viewport
  readonly #columns: MapColumns
  readonly #frame: MapFrame
  readonly #colours: Uint32Array
  readonly #theme: MapTheme
  readonly #gap: number

  constructor(
    raster: Raster,
    view: Viewport,
    columns: MapColumns,
    frame: MapFrame,
    colours: Uint32Array,
    theme: MapTheme,
  ) {
    this.#raster = raster
    this.#view = view
    this.#columns = columns
    this.#frame = frame
    this.#colours = colours
    this.#theme = theme
    this.#gap = view.scale >= GAP_FROM ? Math.max(1, Math.round(view.scale / 16)) : 0
  }

  host(layout: FleetLayout, h: number): void {
    const block = layout.blocks[h]
    const x = (layout.hostX[h] - this.#view.x) * this.#view.scale
    const y = (layout.hostY[h] - this.#view.y) * this.#view.scale
    const down = this.#frame.hostDown[h] === 1
    for (const box of block.boxes) this.#numaNode(box, h, x, y, down)
    this.#vfStrip(h, x, y + block.vfY * this.#view.scale, block.width)
    this.#ipBar(h, x, y + block.ipY * this.#view.scale, block.width)
  }

  #numaNode(box: NumaBox, h: number, hostX: number, hostY: number, down: boolean): void {
    const { scale } = this.#view
    const { width, height, pixels } = this.#raster
    const base = this.#columns.cpuStart[h]
    const left = hostX + box.x * scale
    const top = hostY + box.y * scale
    for (let row = 0; row < box.rows; row++) {
      const rowTop = round(top + row * scale)
      const rowEnd = round(top + (row + 1) * scale)
      const y0 = Math.max(0, rowTop)
      const y1 = Math.min(height, rowEnd)
      if (y1 <= y0) continue
      const bodyEnd = Math.min(y1, Math.max(rowTop + 1, rowEnd - this.#gap))
      if (bodyEnd <= y0) {
        if (row + 1 < box.rows) this.#joins(box, row, base, left, y0, y1)
        continue
      }
      const hatched = this.#scanline(box, row, base, left, y0, down)
      const from = y0 * width + Math.max(0, round(left))
      const to = y0 * width + Math.min(width, round(left + box.columns * scale))
      if (to <= from) continue
      for (let y = y0 + 1; y < bodyEnd; y++) pixels.copyWithin(from + (y - y0) * width, from, to)
      if (hatched && scale >= 2) this.#hatch(box, row, base, left, y0, bodyEnd, down)
      if (bodyEnd < y1 && row + 1 < box.rows) this.#joins(box, row, base, left, bodyEnd, y1)
    }
  }

  /** First scanline of a row of cells; true when a cell in it is to be hatched. */
  #scanline(box: NumaBox, row: number, base: number, left: number, y: number, down: boolean): boolean {
    const { scale } = this.#view
    const { width, pixels } = this.#raster
    const owners = this.#frame.cpuOwner
    const at = y * width
    let hatched = down
    let x0 = round(left)
    let cpu = box.cpus[row * box.columns]
    for (let column = 0; column < box.columns; column++) {
      const x1 = round(left + (column + 1) * scale)
      const nextCpu = column + 1 < box.columns ? box.cpus[row * box.columns + column + 1] : -1
      if (cpu >= 0) {
        const owner = owners[base + cpu]
        const joined = nextCpu >= 0 && owner >= 0 && owners[base + nextCpu] === owner
        const end = Math.min(width, joined ? x1 : Math.max(x0 + 1, x1 - this.#gap))
        const colour = this.#cellColour(owner, down)
        if (owner === RESERVED) hatched = true
        for (let x = Math.max(0, x0); x < end; x++) pixels[at + x] = colour
      }
      cpu = nextCpu
      x0 = x1
    }
    return hatched
  }

  #cellColour(owner: number, down: boolean): Packed {
    if (owner >= 0) return this.#colours[owner]
    if (down) return this.#theme.down
    return owner === FREE ? this.#theme.free : this.#theme.reserved
  }

  /** Diagonal lines over reserved cells, and over every cell of a lost host. */
  #hatch(box: NumaBox, row: number, base: number, left: number, y0: number, y1: number, down: boolean): void {
    const { scale } = this.#view
    const { width, pixels } = this.#raster
    const colour = down ? this.#theme.downHatch : this.#theme.reservedHatch
    for (let column = 0; column < box.columns; column++) {
      const cpu = box.cpus[row * box.columns + column]
      if (cpu < 0 || (!down && this.#frame.cpuOwner[base + cpu] !== RESERVED)) continue
      const x0 = Math.max(0, round(left + column * scale))
      const x1 = Math.min(width, round(left + (column + 1) * scale) - this.#gap)
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++) if ((x + y) % HATCH_PERIOD === 0) pixels[y * width + x] = colour
      }
    }
  }

  /** The gap between two rows is bridged where one pod holds the cells above and below. */
  #joins(box: NumaBox, row: number, base: number, left: number, y0: number, y1: number): void {
    const { scale } = this.#view
    const { width, pixels } = this.#raster
    const owners = this.#frame.cpuOwner
    for (let column = 0; column < box.columns; column++) {
      const cpu = box.cpus[row * box.columns + column]
      const below = box.cpus[(row + 1) * box.columns + column]
      if (cpu < 0 || below < 0 || owners[base + cpu] < 0 || owners[base + cpu] !== owners[base + below]) continue
      const pod = owners[base + cpu]
      const isWide = column + 1 < box.columns && this.#owns(pod, base, box, row, column + 1)
      const x0 = Math.max(0, round(left + column * scale))
      const x1 = Math.min(width, round(left + (column + 1) * scale) - (isWide ? 0 : this.#gap))
      for (let y = y0; y < y1; y++) pixels.fill(this.#colours[pod], y * width + x0, y * width + Math.max(x0, x1))
    }
  }

  /** Whether a pod holds the cell and the one below it. */
  #owns(pod: number, base: number, box: NumaBox, row: number, column: number): boolean {
    const above = box.cpus[row * box.columns + column]
    const below = box.cpus[(row + 1) * box.columns + column]
    const owners = this.#frame.cpuOwner
    return above >= 0 && below >= 0 && owners[base + above] === pod && owners[base + below] === pod
  }

  /** VFs in order along the block; narrow ones are sampled a pixel at a time. */
  #vfStrip(h: number, x: number, y: number, blockWidth: number): void {
    const start = this.#columns.vfStart[h]
    const count = this.#columns.vfStart[h + 1] - start
    if (count === 0) return
    const widthPx = blockWidth * this.#view.scale
    const { theme, owners } = { theme: this.#theme, owners: this.#frame.vfOwner }
    const parted = widthPx / count >= GAP_FROM
    const x0 = round(x)
    const x1 = round(x + widthPx)
    this.#row(x0, x1, y, STRIP_CELLS, (px) => {
      const vf = Math.min(count - 1, Math.floor(((px - x) * count) / widthPx))
      if (parted && Math.floor(((px + 1 - x) * count) / widthPx) !== vf) return theme.background
      const owner = owners[start + Math.max(0, vf)]
      return owner >= 0 ? this.#colours[owner] : theme.free
    })
  }

  /** Held addresses as a share of those held and still to be had. */
  #ipBar(h: number, x: number, y: number, blockWidth: number): void {
    const held = this.#frame.ipsHeld[h]
    const free = this.#frame.ipsFree[h]
    const x0 = round(x)
    const x1 = round(x + blockWidth * this.#view.scale)
    const split = held === 0 ? x0 : Math.max(x0 + 1, round(x0 + ((x1 - x0) * held) / (held + free)))
    this.#row(x0, x1, y, BAR_CELLS, (px) => (px < split ? this.#theme.ip : this.#theme.free))
  }

  #row(x0: number, x1: number, y: number, heightCells: number, colourAt: (px: number) => Packed): void {
    const { width, height, pixels } = this.#raster
    const top = round(y)
    const y0 = Math.max(0, top)
    const y1 = Math.min(height, Math.max(round(y + heightCells * this.#view.scale), top + 1))
    const from = Math.max(0, x0)
    const to = Math.min(width, x1)
    if (y1 <= y0 || to <= from) return
    for (let px = from; px < to; px++) pixels[y0 * width + px] = colourAt(px)
    for (let row = y0 + 1; row < y1; row++) pixels.copyWithin(row * width + from, y0 * width + from, y0 * width + to)
  }
}

function round(value: number): number {
  return Math.floor(value + 0.5)
}
