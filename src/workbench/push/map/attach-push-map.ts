import { packHex } from '../../../chart/colour.ts'
import type { MapHit } from '../../../chart/fleet-hit.ts'
import { FleetMap } from '../../../chart/fleet-map.ts'
import { HOST_MARK, MARK } from '../../../chart/fleet-marks.ts'
import type { MapWords } from '../../../chart/label-scene.ts'
import { attachMapInput } from '../../../chart/map-input.ts'
import { formatCount } from '../../format.ts'
import { mapHolder } from '../../plan/map/map-holder.ts'
import { placeTip } from '../../plan/map/map-tip.ts'
import { mapTheme, themeChanged, token } from '../../state/theme.ts'
import { vfName } from '../picture/cells.ts'
import { type FleetScene, fleetScene } from '../picture/fleet-scene.ts'
import { pushStore } from '../state/push-store.ts'
import { adjust, pushViewStore, selectLive } from '../state/push-view-store.ts'
import { tipLines } from './push-tip.ts'

/** Puts a map on the canvas and keeps it in step with what the server says, what is picked, and the theme. */
export function attachPushMap(box: HTMLElement, canvas: HTMLCanvasElement, tip: HTMLElement): () => void {
  const map = new FleetMap(canvas, mapTheme())
  let scene: FleetScene | null = null
  let shape = ''
  let framed: string | null = null
  /** The part a link names; without one the hosts that the plan on the page touches, or the whole fleet. */
  const frame = (): void => {
    const { map: wanted, screen } = pushViewStore.getState()
    if (wanted !== null || screen !== 'plan' || scene === null) return map.showRelative(wanted)
    const { hosts } = scene.marks
    map.frameHosts([...hosts.keys()].filter((host) => (hosts[host] & HOST_MARK.touched) !== 0))
  }
  const words = wordsOf(() => scene)
  const paint = (): void => {
    const { live, plan } = pushStore.getState()
    if (live === null) return
    const { screen, show, step } = pushViewStore.getState()
    const shown = screen === 'plan' ? plan : null
    scene = fleetScene(live, {
      plan: shown,
      show,
      step,
      background: packHex(token('--map-free')),
      foreign: packHex(token('--map-foreign')),
    })
    const nextShape = shapeOf(scene)
    if (nextShape !== shape) {
      map.setSubject({ fleet: live.snapshot.fleet, columns: live.tables, words })
      shape = nextShape
      framed = null
    }
    if (framed !== (shown?.metadata.name ?? '')) frame()
    framed = shown?.metadata.name ?? ''
    map.setFrame(scene.frame, scene.colours)
    map.setMarks(scene.marks)
    map.setSelection(selectionOf(scene))
    tellScripts(canvas, scene)
  }
  mapHolder.map = map
  mapHolder.hostNumber = (name) => pushStore.getState().live?.hostNumbers.get(name) ?? -1
  mapHolder.showSelected = () => {
    if (scene !== null) map.showHost(selectionOf(scene).host)
  }
  map.onViewSettled = (view) => adjust({ map: view })
  const undo = [
    pushStore.subscribe((now, before) => {
      if (now.live !== before.live || now.plan?.spec !== before.plan?.spec) paint()
    }),
    pushViewStore.subscribe((now, before) => {
      if (now.screen !== before.screen || now.show !== before.show || now.step !== before.step) paint()
      else if (now.selection !== before.selection && scene !== null) map.setSelection(selectionOf(scene))
    }),
    themeChanged.subscribe(() => {
      map.setTheme(mapTheme())
      paint()
    }),
    attachMapInput(map, {
      hover: (hit, x, y) => placeTip(tip, hit === null || scene === null ? [] : tipLines(scene, hit), x, y),
      pick: (hit) => {
        if (scene !== null) pick(scene, hit)
      },
    }),
  ]
  addEventListener('popstate', frame)
  const sizes = new ResizeObserver(() => {
    map.resize(box.clientWidth, box.clientHeight, devicePixelRatio)
    if (pushViewStore.getState().map === null) frame()
  })
  sizes.observe(box)
  map.resize(box.clientWidth, box.clientHeight, devicePixelRatio)
  paint()
  return () => {
    for (const stop of undo) stop()
    removeEventListener('popstate', frame)
    sizes.disconnect()
    map.dispose()
    mapHolder.map = null
  }
}

/** Names on the map, of the scene that is shown when they are asked for. */
function wordsOf(shown: () => FleetScene | null): MapWords {
  return {
    downWord: 'not ready',
    hostName: (host) => {
      const scene = shown()
      return scene === null ? '' : hostWords(scene, host)
    },
    podName: (pod) => shown()?.owners[pod]?.name ?? '',
    vfName: (host, vf) => {
      const scene = shown()
      return scene === null ? '' : vfName(scene.live.snapshot.fleet.hosts[host], vf)
    },
    ipsText: (host) => {
      const frame = shown()?.frame
      if (frame === undefined) return ''
      return `IPs ${formatCount(frame.ipsHeld[host])} held · ${formatCount(frame.ipsFree[host])} free in its pools`
    },
  }
}

/** What the layout depends on: the map is laid out anew when hosts come, go or change their hardware. */
function shapeOf({ live }: FleetScene): string {
  return live.snapshot.fleet.hosts.map((host) => `${host.name} ${host.topology} ${host.allocatable.cpus}`).join('\n')
}

function hostWords({ live }: FleetScene, host: number): string {
  const { name } = live.snapshot.fleet.hosts[host]
  return live.snapshot.hosts[host]?.cordoned === true ? `⊘ ${name}` : name
}

/** The pod or host picked; else the pod of the step picked, on the host it ends on. */
function selectionOf(scene: FleetScene): { pod: number; host: number } {
  const { selection, step, screen } = pushViewStore.getState()
  const { hostNumbers, pods } = scene.live
  if (selection?.kind === 'host') return { pod: -1, host: hostNumbers.get(selection.name) ?? -1 }
  if (selection?.kind === 'pod') {
    const host = hostNumbers.get(pods.get(selection.name)?.holding?.host ?? '') ?? -1
    return { pod: scene.numbers.get(selection.name) ?? -1, host }
  }
  const picked = screen === 'plan' ? pushStore.getState().plan?.spec.steps[(step ?? 0) - 1] : undefined
  if (picked === undefined) return { pod: -1, host: -1 }
  const number = scene.numbers.get(picked.pod) ?? -1
  const host = hostNumbers.get(picked.after?.host ?? picked.before?.host ?? '') ?? -1
  return { pod: picked.after === null ? number + (scene.owners.length - 1) / 2 : number, host }
}

function pick({ owners, live }: FleetScene, hit: MapHit | null): void {
  if (hit === null) return selectLive(null)
  const owner = hit.owner >= 0 ? owners[hit.owner] : undefined
  if (owner !== undefined && owner.kind !== 'foreign') return selectLive({ kind: 'pod', name: owner.name })
  selectLive({ kind: 'host', name: live.snapshot.fleet.hosts[hit.host].name })
}

/** What the picture shows, for scripts that cannot see: when it was observed, and how many cells have which sign. */
function tellScripts(canvas: HTMLCanvasElement, { live, marks }: FleetScene): void {
  const counts = new Int32Array(Object.keys(MARK).length)
  for (const mark of marks.cpus) counts[mark]++
  canvas.dataset['observedAtMs'] = String(live.snapshot.observedAtMs)
  for (const [name, mark] of Object.entries(MARK)) if (mark !== MARK.none) canvas.dataset[name] = String(counts[mark])
}
