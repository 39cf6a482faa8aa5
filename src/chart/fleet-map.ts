import type { Fleet } from '../model/fleet.ts'
import { hitAt, type MapHit } from './fleet-hit.ts'
import { drawLabels } from './fleet-labels.ts'
import { boxOfHosts, type FleetLayout, layoutFleet } from './fleet-layout.ts'
import { drawMarks, type MapMarks } from './fleet-marks.ts'
import { paintFleet, type Raster } from './fleet-paint.ts'
import type { MapColumns, MapFrame, MapTheme } from './fleet-picture.ts'
import { drawSelection, type MapSelection } from './fleet-selection.ts'
import type { MapWords } from './label-scene.ts'
import * as viewport from './viewport.ts'

/** What a map shows; replaced whole when a run is opened. */
export interface MapSubject {
  readonly fleet: Fleet
  readonly columns: MapColumns
  readonly words: MapWords
}

const ZOOM_MS = 220
/** Room around framed hosts, and how large their cells get: a plan that touches one host shows its neighbours too. */
const FRAME_MARGIN = 1.04
const FRAME_CELL_PX_MAX = 20
/** Left free beside and below the fleet: outlines of hosts lie outside their blocks. */
const EDGE_PX = 4

/**
 * The fleet on a canvas: layout, viewport and picture. It draws when told that something changed, at most once an
 * animation frame, and knows nothing of input: `map-input.ts` turns pointers and keys into its methods.
 */
export class FleetMap {
  readonly canvas: HTMLCanvasElement
  /** Called when the part shown has changed and stands still. */
  onViewSettled: (view: viewport.RelativeView | null) => void = () => {}
  /** Called after each drawing with the time it began, as performance.now() gives it. */
  onDrawn: (startMs: number) => void = () => {}
  readonly #context: CanvasRenderingContext2D
  #subject: MapSubject | null = null
  #layout: FleetLayout | null = null
  #frame: MapFrame | null = null
  #colours = new Uint32Array(0)
  #theme: MapTheme
  #selection: MapSelection = { pod: -1, host: -1 }
  #marks: MapMarks | null = null
  #view: viewport.Viewport = { x: 0, y: 0, scale: 1 }
  /** What the link asked for; kept as shares until the user moves, so that a resize keeps the picture. */
  #wanted: viewport.RelativeView | null = null
  #screen: viewport.Extent = { width: 0, height: 0 }
  #ratio = 1
  #image: ImageData | null = null
  #queued = 0
  #animation = 0

  constructor(canvas: HTMLCanvasElement, theme: MapTheme) {
    const context = canvas.getContext('2d', { alpha: false })
    if (context === null) throw new Error('this browser gives no 2D canvas')
    this.canvas = canvas
    this.#context = context
    this.#theme = theme
  }

  setSubject(subject: MapSubject): void {
    this.#subject = subject
    this.#frame = null
    this.#marks = null
    this.#relayout()
  }

  setFrame(frame: MapFrame, podColours: Uint32Array<ArrayBuffer>): void {
    this.#frame = frame
    this.#colours = podColours
    this.redraw()
  }

  /** Signs over the frame, such as what a plan would change; null for none. */
  setMarks(marks: MapMarks | null): void {
    this.#marks = marks
    this.redraw()
  }

  setTheme(theme: MapTheme): void {
    this.#theme = theme
    this.redraw()
  }

  setSelection(selection: MapSelection): void {
    this.#selection = selection
    this.redraw()
  }

  /** CSS pixels and device pixels a CSS pixel. */
  resize(width: number, height: number, ratio: number): void {
    if (width === this.#screen.width && height === this.#screen.height && ratio === this.#ratio) return
    this.#screen = { width, height }
    this.#ratio = ratio
    this.canvas.width = Math.max(1, Math.round(width * ratio))
    this.canvas.height = Math.max(1, Math.round(height * ratio))
    this.#image = null
    this.#relayout()
  }

  /** Shows the part a link names, the whole fleet for null. */
  showRelative(view: viewport.RelativeView | null): void {
    this.#wanted = view
    this.#applyWanted()
  }

  showAll(): void {
    if (this.#layout === null) return
    this.#wanted = null
    this.#animateTo(this.#fit(this.#layout))
  }

  showHost(host: number): void {
    if (this.#layout === null || this.#layout.blocks[host] === undefined) return
    const block = this.#layout.blocks[host]
    this.#animateTo(
      viewport.viewOf(this.#layout.hostX[host], this.#layout.hostY[host], block.width, block.height, this.#screen),
    )
  }

  /**
   * Shows some hosts as large as they fit together, with cells up to cellPxMax pixels, until the user moves; the whole
   * fleet when there are none.
   */
  frameHosts(hosts: readonly number[], cellPxMax = FRAME_CELL_PX_MAX): void {
    const layout = this.#layout
    const box = layout === null ? null : boxOfHosts(layout, hosts)
    if (layout === null || box === null) return this.showRelative(null)
    const fit = viewport.viewOf(box.x, box.y, box.width, box.height, this.#screen, FRAME_MARGIN)
    const scale = Math.max(layout.fitScale, Math.min(cellPxMax, fit.scale))
    if (scale === layout.fitScale) return this.showRelative(null)
    const { width, height } = this.#screen
    const near = viewport.zoomAt(fit, width / 2, height / 2, scale / fit.scale, scale)
    const view = viewport.within(near, layout, this.#screen, EDGE_PX)
    this.showRelative(viewport.toRelative(view, layout, this.#screen, layout.fitScale))
  }

  panBy(dxPx: number, dyPx: number): void {
    this.#move(viewport.panBy(this.#view, dxPx, dyPx))
  }

  /** px, py: the point that stays, the middle when left out. */
  zoomBy(factor: number, px = this.#screen.width / 2, py = this.#screen.height / 2): void {
    const fitScale = this.#layout?.fitScale ?? 1
    this.#move(viewport.zoomAt(this.#view, px, py, factor, fitScale))
  }

  /** What lies under a point of the canvas in CSS pixels. */
  hit(px: number, py: number): MapHit | null {
    if (this.#layout === null || this.#subject === null || this.#frame === null) return null
    const x = this.#view.x + px / this.#view.scale
    const y = this.#view.y + py / this.#view.scale
    return hitAt(this.#layout, this.#subject.columns, this.#frame, x, y)
  }

  /** Middle of a Cpu's cell in CSS pixels of the canvas, null when there is no such Cpu. */
  cellCentre(host: number, cpu: number): { x: number; y: number } | null {
    const block = this.#layout?.blocks[host]
    if (this.#layout === null || block === undefined) return null
    for (const box of block.boxes) {
      const at = box.cpus.indexOf(cpu)
      if (at < 0) continue
      const x = this.#layout.hostX[host] + box.x + (at % box.columns) + 0.5
      const y = this.#layout.hostY[host] + box.y + Math.floor(at / box.columns) + 0.5
      return { x: (x - this.#view.x) * this.#view.scale, y: (y - this.#view.y) * this.#view.scale }
    }
    return null
  }

  redraw(): void {
    if (this.#queued === 0) this.#queued = requestAnimationFrame(() => this.draw())
  }

  /** Draws at once. */
  draw(): void {
    if (this.#queued !== 0) cancelAnimationFrame(this.#queued)
    this.#queued = 0
    const startMs = performance.now()
    const raster = this.#raster()
    if (this.#layout === null || this.#subject === null || this.#frame === null) {
      raster.pixels.fill(this.#theme.background)
      this.#context.putImageData(this.#imageOf(), 0, 0)
      return
    }
    const { columns, words } = this.#subject
    const ratio = this.#ratio
    const device = { x: this.#view.x, y: this.#view.y, scale: this.#view.scale * ratio }
    paintFleet(raster, device, this.#layout, columns, this.#frame, this.#colours, this.#theme)
    this.#context.putImageData(this.#imageOf(), 0, 0)
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
    const scene = {
      context: this.#context,
      screen: this.#screen,
      view: this.#view,
      layout: this.#layout,
      columns,
      frame: this.#frame,
      words,
      podColours: this.#colours,
      theme: this.#theme,
      notes: this.#marks?.notes ?? [],
    }
    drawLabels(scene)
    if (this.#marks !== null) drawMarks({ ...scene, marks: this.#marks })
    drawSelection(this.#context, this.#view, this.#layout, columns, this.#frame, this.#selection, this.#theme)
    this.#context.setTransform(1, 0, 0, 1, 0, 0)
    this.onDrawn(startMs)
  }

  dispose(): void {
    cancelAnimationFrame(this.#queued)
    cancelAnimationFrame(this.#animation)
  }

  #imageOf(): ImageData {
    this.#image ??= this.#context.createImageData(this.canvas.width, this.canvas.height)
    return this.#image
  }

  #raster(): Raster {
    const image = this.#imageOf()
    return { pixels: new Uint32Array(image.data.buffer), width: image.width, height: image.height }
  }

  #relayout(): void {
    if (this.#subject === null || this.#screen.width === 0) return this.redraw()
    const { width, height } = this.#screen
    this.#layout = layoutFleet(this.#subject.fleet, width - 2 * EDGE_PX, height - EDGE_PX)
    this.#applyWanted()
  }

  #applyWanted(): void {
    if (this.#layout === null) return
    const { fitScale } = this.#layout
    this.#view =
      this.#wanted === null
        ? this.#fit(this.#layout)
        : viewport.fromRelative(this.#wanted, this.#layout, this.#screen, fitScale)
    this.redraw()
  }

  #fit(layout: FleetLayout): viewport.Viewport {
    return viewport.clampView({ x: 0, y: 0, scale: layout.fitScale }, layout, this.#screen)
  }

  #move(view: viewport.Viewport): void {
    if (this.#layout === null) return
    cancelAnimationFrame(this.#animation)
    this.#show(viewport.clampView(view, this.#layout, this.#screen))
    this.#settled()
  }

  #show(view: viewport.Viewport): void {
    this.#view = view
    this.redraw()
  }

  #settled(): void {
    if (this.#layout === null) return
    const isFit = Math.abs(this.#view.scale / this.#layout.fitScale - 1) < 1e-6
    this.#wanted = isFit ? null : viewport.toRelative(this.#view, this.#layout, this.#screen, this.#layout.fitScale)
    // What is shown is exactly what a link will say, down to the rounding.
    this.#applyWanted()
    this.onViewSettled(this.#wanted)
  }

  #animateTo(target: viewport.Viewport): void {
    cancelAnimationFrame(this.#animation)
    const from = this.#view
    const startMs = performance.now()
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    const step = (nowMs: number): void => {
      const share = still ? 1 : Math.min(1, Math.max(0, (nowMs - startMs) / ZOOM_MS))
      const eased = 1 - (1 - share) ** 3
      this.#show(share === 1 ? target : viewport.between(from, target, eased, this.#screen))
      if (share < 1) this.#animation = requestAnimationFrame(step)
      else this.#settled()
    }
    step(startMs)
  }
}
