/** What part of the world a canvas shows: screen px = (world - origin) × scale. Lengths are CSS pixels and cells. */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly scale: number
}

export interface Extent {
  readonly width: number
  readonly height: number
}

/** Pixels a cell beyond which nothing more becomes readable. */
export const CELL_PX_MAX = 96

/** Keeps the point under (px, py) where it is while the scale is multiplied. */
export function zoomAt(view: Viewport, px: number, py: number, factor: number, scaleMin: number): Viewport {
  const scale = Math.min(CELL_PX_MAX, Math.max(scaleMin, view.scale * factor))
  return { x: view.x + px / view.scale - px / scale, y: view.y + py / view.scale - py / scale, scale }
}

export function panBy(view: Viewport, dxPx: number, dyPx: number): Viewport {
  return { ...view, x: view.x - dxPx / view.scale, y: view.y - dyPx / view.scale }
}

/** Keeps the world from being lost: it is centred where it is smaller than the screen, else it covers it. */
export function clampView(view: Viewport, world: Extent, screen: Extent): Viewport {
  const axis = (at: number, worldLength: number, screenPx: number): number => {
    const shown = screenPx / view.scale
    if (worldLength <= shown) return (worldLength - shown) / 2
    const slack = shown * 0.25
    return Math.min(Math.max(at, -slack), worldLength - shown + slack)
  }
  const y = world.height * view.scale <= screen.height ? 0 : axis(view.y, world.height, screen.height)
  return { scale: view.scale, x: axis(view.x, world.width, screen.width), y }
}

/** Moves a view so that it shows as much of the world as it can, all of it where it has room. edgePx: beside it. */
export function within(view: Viewport, world: Extent, screen: Extent, edgePx: number): Viewport {
  const axis = (at: number, worldLength: number, screenPx: number): number => {
    const over = worldLength - screenPx / view.scale
    return over <= 0 ? Math.min(Math.max(at, over), 0) : Math.min(Math.max(at, -edge), over + edge)
  }
  const edge = edgePx / view.scale
  return { ...view, x: axis(view.x, world.width, screen.width), y: axis(view.y, world.height, screen.height) }
}

/** The view that shows a box with a margin around it. */
export function viewOf(x: number, y: number, width: number, height: number, screen: Extent, margin = 1.25): Viewport {
  const scale = Math.min(CELL_PX_MAX, screen.width / (width * margin), screen.height / (height * margin))
  return { scale, x: x + width / 2 - screen.width / scale / 2, y: y + height / 2 - screen.height / scale / 2 }
}

/** Between two views: zoom in equal ratios, so that the eye keeps its hold. share: 0 … 1. */
export function between(from: Viewport, to: Viewport, share: number, screen: Extent): Viewport {
  const scale = from.scale * (to.scale / from.scale) ** share
  const centre = (v: Viewport) => ({ x: v.x + screen.width / v.scale / 2, y: v.y + screen.height / v.scale / 2 })
  const a = centre(from)
  const b = centre(to)
  // Between scales that are all but one the quotient below is nothing but rounding.
  const isPan = Math.abs(to.scale / from.scale - 1) < 1e-6
  const ratio = isPan ? share : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale)
  const x = a.x + (b.x - a.x) * ratio
  const y = a.y + (b.y - a.y) * ratio
  return { scale, x: x - screen.width / scale / 2, y: y - screen.height / scale / 2 }
}

/** As shares of the world and of the fitting scale, so that a link shows the same part on any screen. */
export interface RelativeView {
  readonly centreX: number
  readonly centreY: number
  readonly zoom: number
}

export function toRelative(view: Viewport, world: Extent, screen: Extent, fitScale: number): RelativeView {
  return {
    centreX: rounded((view.x + screen.width / view.scale / 2) / world.width),
    centreY: rounded((view.y + screen.height / view.scale / 2) / world.height),
    zoom: rounded(view.scale / fitScale),
  }
}

/** Six decimals, as links write them: far below a pixel, and the same for whoever follows the link. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

export function fromRelative(relative: RelativeView, world: Extent, screen: Extent, fitScale: number): Viewport {
  const scale = relative.zoom * fitScale
  return {
    scale,
    x: relative.centreX * world.width - screen.width / scale / 2,
    y: relative.centreY * world.height - screen.height / scale / 2,
  }
}
