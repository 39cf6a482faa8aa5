import { type FleetTables, FREE } from '../model/fleet-columns.ts'
import type { HoldingState } from './holding-state.ts'
import type { Frame } from './protocol.ts'
import { KIND, PLACE_HEAD, RESIZE_HEAD, type Records } from './records.ts'

/** Paints who owns every Cpu, VF and address. Allocates new arrays each call, so that they can be transferred. */
export function paintFrame(records: Records, tables: FleetTables, state: HoldingState, timeUs: number): Frame {
  const hostCount = records.fleet.hosts.length
  const podCount = Math.min(state.held.length, records.pods.texts.length)
  let live = 0
  for (let pod = 0; pod < podCount; pod++) if (state.held[pod] >= 0) live++
  const frame = {
    timeUs,
    decisionCount: decisionsBefore(records, state.position),
    cpuOwner: tables.emptyCpus.slice(),
    vfOwner: new Int32Array(tables.vfStart[hostCount]).fill(FREE),
    hostDown: state.hostDown.slice(),
    ipsHeld: new Int32Array(hostCount),
    ipsFree: new Int32Array(hostCount),
    pods: new Int32Array(live),
    placedAtUs: new Float64Array(live),
    loadPercent: new Uint8Array(live),
  }
  const poolHeld = new Int32Array(tables.poolSizes.length)
  for (let pod = 0, i = 0; pod < podCount; pod++) {
    const record = state.held[pod]
    if (record < 0) continue
    frame.pods[i] = pod
    frame.placedAtUs[i++] = paintPod(records, tables, frame, poolHeld, pod, record)
  }
  for (let h = 0; h < hostCount; h++) {
    for (let p = tables.poolStart[h]; p < tables.poolStart[h + 1]; p++) {
      const pool = tables.poolOf[p]
      frame.ipsFree[h] += tables.poolSizes[pool] - poolHeld[pool]
    }
  }
  return frame
}

/** The arrays of a frame, to be handed over rather than copied. */
export function frameBuffers(frame: Frame): ArrayBuffer[] {
  const { cpuOwner, vfOwner, hostDown, ipsHeld, ipsFree, pods, placedAtUs, loadPercent } = frame
  const columns = [cpuOwner, vfOwner, hostDown, ipsHeld, ipsFree, pods, placedAtUs, loadPercent]
  return columns.map((column) => column.buffer as ArrayBuffer)
}

/** Paints one pod and returns when it was placed. */
function paintPod(
  records: Records,
  tables: FleetTables,
  frame: { cpuOwner: Int32Array; vfOwner: Int32Array; ipsHeld: Int32Array },
  poolHeld: Int32Array,
  pod: number,
  record: number,
): number {
  const words = records.words.values
  const place = placeOf(records, record)
  const at = records.offset.values[place]
  const host = words[at]
  const vf = words[at + 5]
  if (vf >= 0) frame.vfOwner[tables.vfStart[host] + vf] = pod
  for (const pool of [words[at + 6], words[at + 8]]) {
    if (pool < 0) continue
    frame.ipsHeld[host]++
    poolHeld[pool]++
  }
  const head = record === place ? PLACE_HEAD : RESIZE_HEAD
  const first = records.offset.values[record] + head + tables.numaStart[host + 1] - tables.numaStart[host]
  const base = tables.cpuStart[host]
  for (let w = 0; w < records.cpuWords[host]; w++) {
    for (let bits = words[first + w]; bits !== 0; bits &= bits - 1) {
      frame.cpuOwner[base + (w << 5) + 31 - Math.clz32(bits & -bits)] = pod
    }
  }
  return records.atUs.values[place]
}

/** The place or migrate record under a holding record (itself for one of these). */
export function placeOf(records: Records, record: number): number {
  return records.kind.values[record] === KIND.resize ? records.words.values[records.offset.values[record]] : record
}

/** Decisions among the first `position` records: the last one's sequence number. */
function decisionsBefore(records: Records, position: number): number {
  for (let r = position - 1; r >= 0; r--) if (records.seq.values[r] > 0) return records.seq.values[r]
  return 0
}
