import { parseCpuList } from '../../../base/cpu-list.ts'
import { categoryColour, packHex } from '../../../chart/colour.ts'
import type { MapHit } from '../../../chart/fleet-hit.ts'
import { HOST_MARK, MARK, type MapMarks } from '../../../chart/fleet-marks.ts'
import type { MapFrame } from '../../../chart/fleet-picture.ts'
import { RESERVED } from '../../../model/fleet-columns.ts'
import { countAddresses, emptyFrame, paintHolding, vfName } from '../../push/picture/cells.ts'
import { token } from '../../state/theme.ts'
import { addressWords, type MapScene, type SceneGround, SceneSource } from '../map/map-scene.ts'
import { proveViewStore } from '../state/prove-view-store.ts'
import { caseStore, stepNow } from './case-store.ts'
import { type CaseState, type CaseStory, podOf, pointedAt, stateAfter } from './case-story.ts'

/** Cases of few hosts are shown as large as they go, so that numbers and names can be read in the cells. */
const CELL_PX_MAX = 44
const LARGE_HOSTS_MAX = 12

const grounds = new WeakMap<CaseStory, SceneGround>()

/** The hosts of the case on the page, after the steps played. */
export const caseSource = new SceneSource(() => {
  const { story } = caseStore.getState()
  return story === null ? null : sceneOf(story, stepNow())
}, CELL_PX_MAX)

caseStore.subscribe((now, before) => {
  if (now.story === before.story) return
  const hosts = now.story?.fleet.hosts ?? []
  caseSource.hosts = hosts.length > LARGE_HOSTS_MAX ? [] : [...hosts.keys()]
  caseSource.paint()
})
proveViewStore.subscribe((now, before) => {
  if (now.step !== before.step || now.name !== before.name) caseSource.paint()
})

function sceneOf(story: CaseStory, step: number): MapScene {
  const state = stateAfter(story, step)
  const frame = emptyFrame(
    story,
    Uint8Array.from(story.fleet.hosts, ({ name }) => (state.lost.has(name) ? 1 : 0)),
  )
  for (const [host, cpus] of state.foreign) paintForeign(story, frame, host, cpus)
  for (const [pod, holding] of state.holdings) paintHolding(story, frame, story.podNumbers.get(pod) ?? -1, holding)
  countAddresses(story, frame, state.holdings.values())
  const colours = Uint32Array.from([
    ...story.pods.map((_, pod) => categoryColour(pod)),
    packHex(token('--map-foreign')),
  ])
  const marks = marksOf(story, state, step)
  const subject = step === 0 ? null : podOf(story.opened.steps[step - 1])
  const pod = story.podNumbers.get(subject ?? '') ?? -1
  const host = story.hostNumbers.get(state.holdings.get(subject ?? '')?.host ?? '') ?? -1
  return {
    ground: groundOf(story),
    frame,
    colours,
    marks,
    selection: host < 0 ? { pod: -1, host: -1 } : { pod, host },
    tip: (hit) => tipOf(story, frame, state, hit),
    told: {
      step: String(step),
      broken: String(marks.cpus.filter((mark) => mark === MARK.broken).length),
      brokenHosts: String(marks.hosts.filter((mark) => (mark & HOST_MARK.broken) !== 0).length),
    },
  }
}

/** Kept while the case is open, so that stepping through it leaves the map where it is. */
function groundOf(story: CaseStory): SceneGround {
  const known = grounds.get(story)
  if (known !== undefined) return known
  const { fleet, tables } = story
  const frame = (): MapFrame | undefined => caseSource.scene?.frame
  const ground: SceneGround = {
    fleet,
    columns: tables,
    words: {
      downWord: 'lost',
      hostName: (host) => fleet.hosts[host].name,
      podName: (pod) => story.pods[pod] ?? 'others',
      vfName: (host, vf) => vfName(fleet.hosts[host], vf),
      ipsText: (host) => addressWords(frame(), host),
    },
  }
  grounds.set(story, ground)
  return ground
}

function paintForeign(story: CaseStory, frame: MapFrame, name: string, cpus: string): void {
  const host = story.hostNumbers.get(name)
  if (host === undefined) return
  const { cpuStart } = story.tables
  for (const cpu of parseCpuList(cpus) ?? []) {
    if (cpuStart[host] + cpu < cpuStart[host + 1]) frame.cpuOwner[cpuStart[host] + cpu] = story.pods.length
  }
}

function marksOf(story: CaseStory, state: CaseState, step: number): MapMarks {
  const { cpuStart, vfStart } = story.tables
  const count = story.fleet.hosts.length
  const cpus = new Uint8Array(cpuStart[count])
  const hosts = new Uint8Array(count)
  for (const name of state.cordoned) hosts[story.hostNumbers.get(name) ?? count] |= HOST_MARK.cordoned
  for (const law of story.breaks.get(step) ?? []) {
    const pointed = pointedAt(story, state, law)
    for (const name of pointed.hosts) hosts[story.hostNumbers.get(name) ?? count] |= HOST_MARK.broken
    const host = story.hostNumbers.get(state.holdings.get(law.pod ?? '')?.host ?? '')
    if (host === undefined) continue
    for (const cpu of pointed.cpus)
      if (cpuStart[host] + cpu < cpuStart[host + 1]) cpus[cpuStart[host] + cpu] = MARK.broken
  }
  return { cpus, vfs: new Uint8Array(vfStart[count]), hosts, notes: [], moves: [] }
}

function tipOf(story: CaseStory, frame: MapFrame, state: CaseState, hit: MapHit): readonly string[] {
  const host = story.fleet.hosts[hit.host]
  const place = `${host.name}${state.cordoned.has(host.name) ? ' (cordoned)' : ''}`
  const where = `${host.region} / ${host.idc} / ${host.module} / ${host.rack}`
  if (hit.part === 'cpu') {
    return [holdersOf(story, state, hit, host.name), `Cpu ${hit.cpu}, NumaNode ${hit.numa}, ${place}`, where]
  }
  if (hit.part === 'vf') {
    return [story.pods[hit.owner] ?? 'Free', `VF ${vfName(host, hit.vf)}, ${place}`, where]
  }
  return [place, where, host.topology, addressWords(frame, hit.host)]
}

/** All who hold a Cpu: where a law is broken there may be several, and the map shows the last one. */
function holdersOf(story: CaseStory, state: CaseState, hit: MapHit, host: string): string {
  if (hit.owner === RESERVED) return 'Reserved for the system'
  const pods = [...state.holdings].filter(
    ([, held]) => held.host === host && (parseCpuList(held.cpus ?? '') ?? []).includes(hit.cpu),
  )
  if (pods.length > 0) return pods.map(([pod]) => pod).join(' and ')
  return hit.owner === story.pods.length ? 'Others' : 'Free'
}
