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
  const view = new LiveMap(canvas)
  const { map } = view
  Object.assign(mapHolder, {
    map,
    hostNumber: (name: string) => pushStore.getState().live?.hostNumbers.get(name) ?? -1,
    showSelected: () => view.showSelected(),
  })
  map.onViewSettled = (settled) => adjust({ map: settled })
  const undo = [
    pushStore.subscribe((now, before) => {
      if (now.live !== before.live || now.plan?.spec !== before.plan?.spec) view.paint()
    }),
    pushViewStore.subscribe((now, before) => {
      if (now.screen !== before.screen || now.show !== before.show || now.step !== before.step) view.paint()
      else if (now.selection !== before.selection) view.select()
    }),
    themeChanged.subscribe(() => {
      map.setTheme(mapTheme())
      view.paint()
    }),
    attachMapInput(map, {
      hover: (hit, x, y) => placeTip(tip, hit === null || view.scene === null ? [] : tipLines(view.scene, hit), x, y),
      pick: (hit) => {
        if (view.scene !== null) pick(view.scene, hit)
      },
    }),
  ]
  const backForward = (): void => view.frame()
  addEventListener('popstate', backForward)
  const resized = (): void => {
    map.resize(box.clientWidth, box.clientHeight, devicePixelRatio)
    if (pushViewStore.getState().map === null) view.frame()
  }
  const sizes = new ResizeObserver(resized)
  sizes.observe(box)
  resized()
  view.paint()
  return () => {
    for (const stop of undo) stop()
    removeEventListener('popstate', backForward)
    sizes.disconnect()
    map.dispose()
    mapHolder.map = null
  }
}

/** A map and the scene on it. */
class LiveMap {
  readonly map: FleetMap
  scene: FleetScene | null = null
  #shape = ''
  /** Name of the plan whose hosts were framed, '' for none; null when the map is to be framed anew. */
  #framed: string | null = null
  readonly #words = wordsOf(() => this.scene)

  constructor(canvas: HTMLCanvasElement) {
    this.map = new FleetMap(canvas, mapTheme())
  }

  paint(): void {
    const { live, plan } = pushStore.getState()
    if (live === null) return
    const { screen, show, step } = pushViewStore.getState()
    const shown = screen === 'plan' ? plan : null
    const colours = { background: packHex(token('--map-free')), foreign: packHex(token('--map-foreign')) }
    this.scene = fleetScene(live, { plan: shown, show, step, ...colours })
    const shape = shapeOf(this.scene)
    if (shape !== this.#shape) {
      this.map.setSubject({ fleet: live.snapshot.fleet, columns: live.tables, words: this.#words })
      this.#shape = shape
      this.#framed = null
    }
    const name = shown?.metadata.name ?? ''
    if (this.#framed !== name) this.frame()
    this.#framed = name
    this.map.setFrame(this.scene.frame, this.scene.colours)
    this.map.setMarks(this.scene.marks)
    this.select()
    tellScripts(this.map.canvas, this.scene)
  }

  /** Shows the part a link names; without one the hosts that the plan on the page touches, or the whole fleet. */
  frame(): void {
    const { map: wanted, screen } = pushViewStore.getState()
    if (wanted !== null || screen !== 'plan' || this.scene === null) return this.map.showRelative(wanted)
    const { hosts } = this.scene.marks
    this.map.frameHosts([...hosts.keys()].filter((host) => (hosts[host] & HOST_MARK.touched) !== 0))
  }

  select(): void {
    if (this.scene !== null) this.map.setSelection(selectionOf(this.scene))
  }

  showSelected(): void {
    if (this.scene !== null) this.map.showHost(selectionOf(this.scene).host)
  }
}

/** Names on the map, of the scene that is shown when they are asked for. */
function wordsOf(shown: () => FleetScene | null): MapWords {
  return {
    downWord: 'not ready',
    hostName: (host) => shown()?.live.snapshot.fleet.hosts[host].name ?? '',
    hostSign: (host) => (shown()?.live.snapshot.hosts[host]?.cordoned === true ? '⊘' : ''),
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
