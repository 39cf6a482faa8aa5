import { reachesVolumes } from '../model/pools.ts'
import { placeOf } from './frame.ts'
import type { VolumePoolUse } from './protocol.ts'
import { KIND, type Records } from './records.ts'
import type { Timeline } from './timeline.ts'

/** Word of a place or migrate record with the pool of its volume, into fleet.volumePools; its MiB are the next. */
const VOLUME_WORD = 10

/**
 * The pools of network volumes that a host reaches, at an instant, as the log has it. A pod keeps its volume from its
 * first place to its end, also while it waits for another one. Linear in the pods seen and, of those that hold nothing,
 * in what happened to them later.
 */
export function poolUseOn(timeline: Timeline, host: number, timeUs: number): readonly VolumePoolUse[] {
  const { records } = timeline
  const pools = records.fleet.volumePools ?? []
  if (pools.length === 0) return []
  const use = pools.map(() => ({ usedMib: 0, waitingMib: 0, attached: 0, attachedMib: 0 }))
  const state = timeline.stateAt(timeUs)
  const words = records.words.values
  for (let pod = 0; pod < records.pods.texts.length; pod++) {
    const held = pod < state.held.length ? state.held[pod] : -1
    const record = held >= 0 ? held : keptBy(records, pod, state.position)
    if (record < 0) continue
    const place = records.offset.values[placeOf(records, record)]
    const of = use[words[place + VOLUME_WORD]]
    if (of === undefined) continue
    const mib = words[place + VOLUME_WORD + 1]
    of.usedMib += mib
    if (held < 0) of.waitingMib += mib
    else if (words[place] === host) {
      of.attached++
      of.attachedMib += mib
    }
  }
  const machine = records.fleet.hosts[host]
  return pools.flatMap((pool, p) => {
    return reachesVolumes(pool, machine) ? [{ pool: pool.name, capacityMib: pool.capacityMib, ...use[p] }] : []
  })
}

/** The last place of a pod that waits for another, before the record at `position`; -1: it has ended or had none. */
function keptBy(records: Records, pod: number, position: number): number {
  const kinds = records.kind.values
  for (let r = records.lastOfPod.values[pod]; r >= 0; r = records.previous.values[r]) {
    if (r >= position) continue
    // Whoever is asked to end while it waits gets no line of its own for that.
    if (kinds[r] === KIND['release-asked']) return -1
    if (kinds[r] === KIND.place || kinds[r] === KIND.migrate) return r
  }
  return -1
}
