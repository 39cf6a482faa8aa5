import type { FleetLayout } from './fleet-layout.ts'
import type { MapColumns, MapFrame, MapTheme } from './fleet-picture.ts'
import type { Viewport } from './viewport.ts'

/** Numbers of what is selected, -1 for none. `host` is also set to where a selected pod is. */
export interface MapSelection {
  readonly pod: number
  readonly host: number
}

/** Outlines the selected host, the cells of the selected pod, and rings the host so that it is found when small. */
export function drawSelection(
  context: CanvasRenderingContext2D,
  view: Viewport,
  layout: FleetLayout,
  columns: MapColumns,
  frame: MapFrame,
  selection: MapSelection,
  theme: MapTheme,
): void {
  const host = selection.host
  const block = layout.blocks[host]
  if (block === undefined) return
  const x = (layout.hostX[host] - view.x) * view.scale
  const y = (layout.hostY[host] - view.y) * view.scale
  const width = block.width * view.scale
  const height = block.height * view.scale
  context.strokeStyle = theme.selection
  context.lineWidth = selection.pod >= 0 && view.scale >= 4 ? 1 : 2
  context.strokeRect(x - 3, y - 3, width + 6, height + 6)
  if (selection.pod < 0) return
  context.lineWidth = 2
  context.beginPath()
  for (const box of block.boxes) {
    for (let at = 0; at < box.cpus.length; at++) {
      const owns = (cell: number): boolean =>
        box.cpus[cell] >= 0 && frame.cpuOwner[columns.cpuStart[host] + box.cpus[cell]] === selection.pod
      if (!owns(at)) continue
      const column = at % box.columns
      const left = x + (box.x + column) * view.scale
      const top = y + (box.y + Math.floor(at / box.columns)) * view.scale
      const right = left + view.scale
      const bottom = top + view.scale
      if (column === 0 || !owns(at - 1)) line(context, left, top, left, bottom)
      if (column === box.columns - 1 || !owns(at + 1)) line(context, right, top, right, bottom)
      if (at < box.columns || !owns(at - box.columns)) line(context, left, top, right, top)
      if (at + box.columns >= box.cpus.length || !owns(at + box.columns)) line(context, left, bottom, right, bottom)
    }
  }
  context.stroke()
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.moveTo(x0, y0)
  context.lineTo(x1, y1)
}
