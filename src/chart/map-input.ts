import type { MapHit } from './fleet-hit.ts'
import type { FleetMap } from './fleet-map.ts'

export interface MapInputEvents {
  /** Under the pointer, with its place on the page; null when it leaves. */
  hover(hit: MapHit | null, clientX: number, clientY: number): void
  /** A click, or Enter on the middle of the map; null on empty ground. */
  pick(hit: MapHit | null): void
}

const DRAG_FROM_PX = 4
const PAN_KEY_PX = 60
const ZOOM_KEY = 1.4

/** Connects pointer, wheel and keys to a map. Returns what undoes it. */
export function attachMapInput(map: FleetMap, events: MapInputEvents): () => void {
  const undo = new AbortController()
  attachPointer(map, events, undo.signal)
  attachWheel(map, events, undo.signal)
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !key(map, event.key, events)) return
    event.preventDefault()
    event.stopPropagation()
  }
  map.canvas.addEventListener('keydown', press, { signal: undo.signal })
  return () => undo.abort()
}

/** Where a pointer is on the canvas, in CSS pixels. */
function pointOn(canvas: HTMLCanvasElement, event: MouseEvent): [number, number] {
  const box = canvas.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}

function attachPointer(map: FleetMap, events: MapInputEvents, signal: AbortSignal): void {
  const { canvas } = map
  /** What the last click hit: picking may move things, and a double click means what was there before. */
  let picked: MapHit | null = null
  let wasDragged = false
  let down: { x: number; y: number; moved: boolean } | null = null
  const listeners = {
    pointerdown(event: PointerEvent): void {
      if (event.button !== 0) return
      down = { x: event.clientX, y: event.clientY, moved: false }
      canvas.setPointerCapture(event.pointerId)
    },
    pointermove(event: PointerEvent): void {
      const farPx = down === null ? 0 : Math.hypot(event.clientX - down.x, event.clientY - down.y)
      if (down !== null && (down.moved || farPx >= DRAG_FROM_PX)) {
        map.panBy(event.clientX - down.x, event.clientY - down.y)
        down = { x: event.clientX, y: event.clientY, moved: true }
        events.hover(null, 0, 0)
        return
      }
      events.hover(map.hit(...pointOn(canvas, event)), event.clientX, event.clientY)
    },
    pointerup(): void {
      wasDragged = down?.moved ?? false
      down = null
    },
    pointerleave(): void {
      events.hover(null, 0, 0)
    },
    click(event: MouseEvent): void {
      if (wasDragged || event.detail > 1) return
      picked = map.hit(...pointOn(canvas, event))
      events.pick(picked)
    },
    dblclick(): void {
      if (picked === null) map.showAll()
      else map.showHost(picked.host)
    },
  }
  for (const [name, listener] of Object.entries(listeners)) {
    canvas.addEventListener(name, listener as EventListener, { signal })
  }
}

function attachWheel(map: FleetMap, events: MapInputEvents, signal: AbortSignal): void {
  const turn = (event: WheelEvent): void => {
    event.preventDefault()
    const lines = event.deltaMode === 1 ? 16 : 1
    map.zoomBy(2 ** ((-event.deltaY * lines) / (event.ctrlKey ? 100 : 300)), ...pointOn(map.canvas, event))
    events.hover(null, 0, 0)
  }
  map.canvas.addEventListener('wheel', turn, { signal, passive: false })
}

function key(map: FleetMap, name: string, events: MapInputEvents): boolean {
  switch (name) {
    case '+':
    case '=':
      map.zoomBy(ZOOM_KEY)
      return true
    case '-':
      map.zoomBy(1 / ZOOM_KEY)
      return true
    case '0':
      map.showAll()
      return true
    case 'ArrowLeft':
      map.panBy(PAN_KEY_PX, 0)
      return true
    case 'ArrowRight':
      map.panBy(-PAN_KEY_PX, 0)
      return true
    case 'ArrowUp':
      map.panBy(0, PAN_KEY_PX)
      return true
    case 'ArrowDown':
      map.panBy(0, -PAN_KEY_PX)
      return true
    case 'Enter':
      events.pick(map.hit(map.canvas.clientWidth / 2, map.canvas.clientHeight / 2))
      return true
    default:
      return false
  }
}
