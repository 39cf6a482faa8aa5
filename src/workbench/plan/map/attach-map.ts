import { packHex } from '../../../chart/colour.ts'
import type { MapHit } from '../../../chart/fleet-hit.ts'
import { FleetMap, type MapSubject } from '../../../chart/fleet-map.ts'
import { attachMapInput } from '../../../chart/map-input.ts'
import type { RunOpened } from '../../../worker/protocol.ts'
import { formatCount } from '../../format.ts'
import { control } from '../../state/run-control.ts'
import { viewStore } from '../../state/stores.ts'
import { mapTheme, themeChanged, token } from '../../state/theme.ts'
import { markOnce, measureSince } from '../../state/timing.ts'
import { select } from '../../state/url-sync.ts'
import { podColours } from './map-colours.ts'
import { mapHolder } from './map-holder.ts'
import { showTip } from './map-tip.ts'
import { nameOfVf } from './vf-name.ts'

const { recording } = control

function subjectOf(run: RunOpened): MapSubject {
  const { fleet, columns } = run
  return {
    fleet,
    columns,
    words: {
      downWord: 'away',
      hostName: (host) => fleet.hosts[host].name,
      podName: (pod) => recording.podNames[pod] ?? '',
      vfName: (host, vf) => nameOfVf(run, host, vf),
      ipsText: (host) => {
        const { frame } = recording
        return frame === null
          ? ''
          : `IPs ${formatCount(frame.ipsHeld[host])} held · ${formatCount(frame.ipsFree[host])} free in its pools`
      },
    },
  }
}

/** Puts a map on the canvas and keeps it in step with the frame, the view and the theme. */
export function attachMap(box: HTMLElement, canvas: HTMLCanvasElement, tip: HTMLElement): () => void {
  const map = new FleetMap(canvas, mapTheme())
  Object.assign(mapHolder, { map, showSelected, hostNumber: (name: string) => recording.hostNumber(name) })
  /** Where the tip is shown on the page; what lies there changes with time. */
  let pointer: { readonly x: number; readonly y: number } | null = null
  const showFrame = (): void => {
    const { frame, podGames } = recording
    if (frame === null) return
    const { colour, focus } = viewStore.getState()
    const game = focus === null ? -1 : recording.gameNumber(focus)
    const background = packHex(token('--map-free'))
    showSelection()
    map.setFrame(frame, podColours(frame, { mode: colour, podGames, game, background }))
  }
  const showSelection = (): void => {
    const { selection } = viewStore.getState()
    const pod = selection?.kind === 'pod' ? recording.podNumber(selection.name) : -1
    const host = selection?.kind === 'host' ? recording.hostNumber(selection.name) : recording.hostOfPod(pod)
    map.setSelection({ pod, host })
  }
  const open = (): void => {
    if (recording.run === null) return
    map.setSubject(subjectOf(recording.run))
    map.showRelative(viewStore.getState().map)
    showFrame()
  }
  map.onDrawn = (startMs) => {
    measureSince('fleet-map', startMs)
    markOnce('first-frame')
    canvas.dataset['timeUs'] = String(recording.frame?.timeUs ?? '')
  }
  map.onViewSettled = (view) => viewStore.setState({ map: view })
  const undo = [
    recording.opened.subscribe(open),
    recording.frameChanged.subscribe(showFrame),
    themeChanged.subscribe(() => {
      map.setTheme(mapTheme())
      showFrame()
    }),
    viewStore.subscribe((now, before) => {
      if (now.colour !== before.colour || now.focus !== before.focus) showFrame()
      else if (now.selection !== before.selection) showSelection()
    }),
    recording.frameChanged.subscribe(() => {
      if (pointer === null) return
      const box = canvas.getBoundingClientRect()
      showTip(tip, map.hit(pointer.x - box.left, pointer.y - box.top), pointer.x, pointer.y)
    }),
    attachMapInput(map, {
      hover(hit, x, y) {
        pointer = hit === null ? null : { x, y }
        showTip(tip, hit, x, y)
      },
      pick,
    }),
  ]
  const backForward = (): void => map.showRelative(viewStore.getState().map)
  addEventListener('popstate', backForward)
  const sizes = new ResizeObserver(() => map.resize(box.clientWidth, box.clientHeight, devicePixelRatio))
  sizes.observe(box)
  map.resize(box.clientWidth, box.clientHeight, devicePixelRatio)
  open()
  return () => {
    for (const stop of undo) stop()
    removeEventListener('popstate', backForward)
    sizes.disconnect()
    map.dispose()
    mapHolder.map = null
  }
}

function showSelected(): void {
  const { selection } = viewStore.getState()
  if (selection?.kind === 'host') mapHolder.map?.showHost(recording.hostNumber(selection.name))
  if (selection?.kind === 'pod') mapHolder.map?.showHost(recording.hostOfPod(recording.podNumber(selection.name)))
}

function pick(hit: MapHit | null): void {
  if (hit === null) return select(null)
  const pod = hit.owner >= 0 ? recording.podNames[hit.owner] : undefined
  if (pod !== undefined) return select({ kind: 'pod', name: pod })
  const host = recording.run?.fleet.hosts[hit.host]
  if (host !== undefined) select({ kind: 'host', name: host.name })
}
