import { FleetMap } from '../../../chart/fleet-map.ts'
import { attachMapInput } from '../../../chart/map-input.ts'
import { mapHolder } from '../../plan/map/map-holder.ts'
import { placeTip } from '../../plan/map/map-tip.ts'
import { mapTheme, themeChanged } from '../../state/theme.ts'
import type { SceneGround, SceneSource } from './map-scene.ts'

/** Puts a map on a canvas and keeps it in step with a source and the theme. Returns what ends that. */
export function attachScene(
  source: SceneSource,
  box: HTMLElement,
  canvas: HTMLCanvasElement,
  tip: HTMLElement,
): () => void {
  const map = new FleetMap(canvas, mapTheme())
  let ground: SceneGround | null = null
  const show = (): void => {
    const { scene } = source
    if (scene === null) return
    if (scene.ground !== ground) {
      ground = scene.ground
      map.setSubject(ground)
      map.frameHosts(source.hosts, source.cellPxMax)
    }
    map.setFrame(scene.frame, scene.colours)
    map.setMarks(scene.marks)
    map.setSelection(scene.selection)
    Object.assign(canvas.dataset, scene.told)
  }
  // The last map put up is the one that keys and scripts mean; beside another it is the second one.
  Object.assign(mapHolder, {
    map,
    hostNumber: (name: string) => ground?.fleet.hosts.findIndex((host) => host.name === name) ?? -1,
    showSelected: () => map.showHost(source.scene?.selection.host ?? -1),
  })
  const undo = [
    source.changed.subscribe(show),
    source.framed.subscribe(() => map.frameHosts(source.hosts, source.cellPxMax)),
    themeChanged.subscribe(() => {
      map.setTheme(mapTheme())
      source.paint()
    }),
    attachMapInput(map, {
      hover: (hit, x, y) => placeTip(tip, hit === null ? [] : (source.scene?.tip(hit) ?? []), x, y),
      pick: (hit) => source.onPick(hit),
    }),
  ]
  const resized = (): void => {
    map.resize(box.clientWidth, box.clientHeight, devicePixelRatio)
    if (ground !== null) map.frameHosts(source.hosts, source.cellPxMax)
  }
  const sizes = new ResizeObserver(resized)
  sizes.observe(box)
  resized()
  source.paint()
  return () => {
    for (const stop of undo) stop()
    sizes.disconnect()
    map.dispose()
    if (mapHolder.map === map) mapHolder.map = null
  }
}
