import { categoryColour, mix, packHex } from '../../../chart/colour.ts'
import type { MapHit } from '../../../chart/fleet-hit.ts'
import { HOST_MARK } from '../../../chart/fleet-marks.ts'
import { RESERVED } from '../../../model/fleet-columns.ts'
import type { Frame, RunOpened } from '../../../worker/protocol.ts'
import { vfName } from '../../push/picture/cells.ts'
import { token } from '../../state/theme.ts'
import { addressWords, type MapScene, type SceneGround, SceneSource } from '../map/map-scene.ts'
import { proveViewStore, turnTo } from '../state/prove-view-store.ts'
import { type Side, sidesChanged, sidesNow } from './sides.ts'

const CELL_PX_MAX = 20
const DIMMED = 0.8

/** The fleets of A and of B at the instant shown, what differs marked. */
export const sideSources: readonly [SceneSource, SceneSource] = [sourceOf(0), sourceOf(1)]

sidesChanged.subscribe(() => {
  for (const source of sideSources) source.paint()
})
proveViewStore.subscribe((now, before) => {
  if (now.pod === before.pod) return
  for (const source of sideSources) source.paint()
})

function sourceOf(index: 0 | 1): SceneSource {
  const source = new SceneSource(() => {
    const sides = sidesNow()
    return sides === null ? null : sceneOf(sides[index], sides[1 - index])
  }, CELL_PX_MAX)
  source.onPick = (hit) => {
    const pod = hit === null ? undefined : sidesNow()?.[index].podNames[hit.owner]
    turnTo({ pod: pod ?? null })
  }
  return source
}

/** Host by pod number, -1 for none: of pods that have a Cpu or a VF for themselves. */
function hostsOfPods({ opened, frame, podNames }: Side): Int32Array {
  const hosts = new Int32Array(podNames.length).fill(-1)
  if (opened === null || frame === null) return hosts
  const { cpuStart, vfStart } = opened.columns
  for (const [owners, starts] of [[frame.cpuOwner, cpuStart] as const, [frame.vfOwner, vfStart] as const]) {
    for (let host = 0; host + 1 < starts.length; host++) {
      for (let cell = starts[host]; cell < starts[host + 1]; cell++) if (owners[cell] >= 0) hosts[owners[cell]] = host
    }
  }
  return hosts
}

function sceneOf(side: Side, other: Side): MapScene | null {
  const { opened, frame, podNames } = side
  if (opened === null || frame === null || other.frame === null) return null
  const own = hostsOfPods(side)
  const others = hostsOfPods(other)
  const background = packHex(token('--map-free'))
  const games = new Map(opened.games.map(({ name }, g) => [name, g]))
  const colours = new Uint32Array(podNames.length)
  const differing = new Int32Array(opened.fleet.hosts.length)
  let elsewhere = 0
  podNames.forEach((name, pod) => {
    if (own[pod] < 0) return
    const colour = categoryColour(games.get(name.slice(0, name.indexOf('/'))) ?? 0)
    const isElsewhere = (others[other.podNumbers.get(name) ?? -1] ?? -1) !== own[pod]
    colours[pod] = isElsewhere ? colour : mix(colour, background, DIMMED)
    if (!isElsewhere) return
    differing[own[pod]]++
    elsewhere++
  })
  // A host that holds nothing here and something there differs as well.
  for (let pod = 0; pod < others.length; pod++) {
    const there = others[pod]
    if (there >= 0 && (own[side.podNumbers.get(other.podNames[pod]) ?? -1] ?? -1) !== there && differing[there] === 0) {
      differing[there] = -1
    }
  }
  const selected = side.podNumbers.get(proveViewStore.getState().pod ?? '') ?? -1
  return {
    ground: groundOf(side, opened),
    frame,
    colours,
    marks: {
      cpus: new Uint8Array(frame.cpuOwner.length),
      vfs: new Uint8Array(frame.vfOwner.length),
      hosts: Uint8Array.from(differing, (count) => (count === 0 ? 0 : HOST_MARK.touched)),
      notes: Array.from(differing, (count) => (count > 0 ? `≠ ${count}` : count < 0 ? '≠' : '')),
      moves: [],
    },
    selection: { pod: selected, host: own[selected] ?? -1 },
    tip: (hit) => tipOf(side, opened, frame, hit),
    told: {
      timeUs: String(frame.timeUs),
      podsElsewhere: String(elsewhere),
      hostsDiffer: String(differing.filter((count) => count !== 0).length),
    },
  }
}

const grounds = new WeakMap<RunOpened, SceneGround>()

function groundOf(side: Side, opened: RunOpened): SceneGround {
  const known = grounds.get(opened)
  if (known !== undefined) return known
  const { fleet, columns } = opened
  const ground: SceneGround = {
    fleet,
    columns,
    words: {
      downWord: 'lost',
      hostName: (host) => fleet.hosts[host].name,
      podName: (pod) => side.podNames[pod] ?? '',
      vfName: (host, vf) => vfName(fleet.hosts[host], vf),
      ipsText: (host) => addressWords(side.frame ?? undefined, host),
    },
  }
  grounds.set(opened, ground)
  return ground
}

function tipOf(side: Side, { fleet }: RunOpened, frame: Frame, hit: MapHit): readonly string[] {
  const host = fleet.hosts[hit.host]
  const where = `${host.region} / ${host.idc} / ${host.module} / ${host.rack}`
  const owner = hit.owner === RESERVED ? 'Reserved for the system' : (side.podNames[hit.owner] ?? 'Free')
  if (hit.part === 'cpu') return [owner, `Cpu ${hit.cpu}, NumaNode ${hit.numa}, ${host.name}`, where]
  if (hit.part === 'vf') return [owner, `VF ${vfName(host, hit.vf)}, ${host.name}`, where]
  return [host.name, where, host.topology, addressWords(frame, hit.host)]
}
