import { formatIpv4, macOfIpv4 } from '../base/ipv4.ts'
import type { FilterName, NearestChange, Reason } from '../model/decision.ts'
import { type Fleet, type IpPool, NETWORK_MODES } from '../model/fleet.ts'
import { LOAD_UNKNOWN, RECORD_KINDS } from './codes.ts'
import { placeOf } from './frame.ts'
import type { AddressView, HistoryEntry, HoldingView, HostView, PodView } from './protocol.ts'
import { FILTERS, KIND, PLACE_HEAD, RESIZE_HEAD, RESOURCES, type Records } from './records.ts'
import type { Timeline } from './timeline.ts'
import { poolUseOn } from './volume-use.ts'

/** A pod at an instant with its whole history, null for a number no pod has. */
export function podView(timeline: Timeline, pod: number, timeUs: number): PodView | null {
  const { records } = timeline
  const name = records.pods.texts[pod]
  if (name === undefined) return null
  const state = timeline.stateAt(timeUs)
  const record = pod < state.held.length ? state.held[pod] : -1
  const [game, zone = '', rest = ''] = name.split('/')
  return {
    pod,
    name,
    game,
    zone,
    component: rest.replace(/-\d+$/, ''),
    holding: record < 0 ? null : holdingView(records, timeline.tables.numaStart, record),
    placedAtUs: record < 0 ? null : records.atUs.values[placeOf(records, record)],
    loadPercent: record < 0 ? null : loadOf(timeline, pod, timeUs),
    history: history(records, records.lastOfPod.values[pod]),
  }
}

/** A host at an instant: what is free on it and who is there. */
export function hostView(timeline: Timeline, host: number, timeUs: number): HostView | null {
  const { records, tables } = timeline
  const machine = records.fleet.hosts[host]
  if (machine === undefined) return null
  const state = timeline.stateAt(timeUs)
  const frame = timeline.frameAt(timeUs)
  const pods: { pod: number; holding: HoldingView }[] = []
  for (const pod of frame.pods) {
    const record = state.held[pod]
    const place = records.offset.values[placeOf(records, record)]
    if (records.words.values[place] !== host) continue
    pods.push({ pod, holding: holdingView(records, tables.numaStart, record) })
  }
  const owners = frame.cpuOwner.subarray(tables.cpuStart[host], tables.cpuStart[host + 1])
  return {
    host,
    down: frame.hostDown[host] === 1,
    cpusFree: machine.numaNodes.map((numa) => numa.cores.flat().filter((cpu) => owners[cpu] === -1).length),
    memoryMibFree: machine.numaNodes.map(
      (numa) => numa.memoryMib - pods.reduce((sum, p) => sum + (p.holding.memoryMib[numa.id] ?? 0), 0),
    ),
    diskMibFree: machine.disks.map(
      (disk) => disk.capacityMib - sumOf(pods, (p) => (p.holding.disk === disk.name ? p.holding.diskMib : 0)),
    ),
    ioKibpsFree: machine.disks.map(
      (disk) => disk.ioKibps - sumOf(pods, (p) => (p.holding.disk === disk.name ? p.holding.ioKibps : 0)),
    ),
    vfsFree: machine.nics.map(
      (nic) => nic.vfs - sumOf(pods, (p) => (p.holding.vf?.startsWith(`${nic.name}:`) === true ? 1 : 0)),
    ),
    ipsHeld: frame.ipsHeld[host],
    ipsFree: frame.ipsFree[host],
    volumePools: poolUseOn(timeline, host, timeUs),
    pods,
    history: history(records, records.lastOfHost[host]),
  }
}

function loadOf(timeline: Timeline, pod: number, timeUs: number): number | null {
  const percent = new Uint8Array(1)
  timeline.loads.fill(timeUs, Int32Array.of(pod), timeline.records.pods.texts.length, percent)
  return percent[0] === LOAD_UNKNOWN ? null : percent[0]
}

function sumOf<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0)
}

function holdingView(records: Records, numaStart: Int32Array, record: number): HoldingView {
  const words = records.words.values
  const place = records.offset.values[placeOf(records, record)]
  const host = words[place]
  const machine = records.fleet.hosts[host]
  const { pools } = records.fleet
  const pool = pools[words[place + 6]]
  const ip = words[place + 7] >>> 0
  const overlay = pools[words[place + 8]]
  const amounts = amountsOf(records, numaStart, record, host)
  return {
    host,
    ...amounts,
    disk: machine.disks[words[place + 1]]?.name ?? null,
    diskMib: words[place + 2],
    ioKibps: words[place + 3],
    network: NETWORK_MODES[words[place + 4]],
    vf: vfName(records.fleet, host, words[place + 5]),
    address: pool === undefined ? null : addressView(ip, pool),
    mac: pool === undefined ? null : macOfIpv4(ip),
    overlay: overlay === undefined ? null : addressView(words[place + 9] >>> 0, overlay),
    volume: records.fleet.volumePools?.[words[place + 10]]?.name ?? null,
    volumeMib: words[place + 11],
  }
}

function addressView(ip: number, { name, segment }: IpPool): AddressView {
  return { ip: formatIpv4(ip), segment, pool: name }
}

function amountsOf(records: Records, numaStart: Int32Array, record: number, host: number) {
  const words = records.words.values
  const head = records.kind.values[record] === KIND.resize ? RESIZE_HEAD : PLACE_HEAD
  const at = records.offset.values[record] + head
  const numaCount = numaStart[host + 1] - numaStart[host]
  const cpus: number[] = []
  for (let w = 0; w < records.cpuWords[host]; w++) {
    for (let bits = words[at + numaCount + w]; bits !== 0; bits &= bits - 1) {
      cpus.push((w << 5) + 31 - Math.clz32(bits & -bits))
    }
  }
  return { cpus, cpuMilli: words[at - 1], memoryMib: Array.from(words.subarray(at, at + numaCount)) }
}

/** `${nic}:${index}` of a VF numbered through the host's nics, null for none. */
export function vfName(fleet: Fleet, host: number, vf: number): string | null {
  let rest = vf
  for (const nic of fleet.hosts[host].nics) {
    if (rest >= 0 && rest < nic.vfs) return `${nic.name}:${rest}`
    rest -= nic.vfs
  }
  return null
}

function history(records: Records, last: number): HistoryEntry[] {
  const entries: HistoryEntry[] = []
  for (let r = last; r >= 0; r = records.previous.values[r]) entries.push(entry(records, r))
  return entries.reverse()
}

function entry(records: Records, r: number): HistoryEntry {
  const kind = RECORD_KINDS[records.kind.values[r]]
  const words = records.words.values
  const at = records.offset.values[r]
  const plain = {
    atUs: records.atUs.values[r],
    kind,
    cause: records.causes.texts[records.cause.values[r]],
    profile: records.profiles.texts[records.profile.values[r]],
    seq: records.seq.values[r],
    cpus: null,
    memoryMib: null,
    host: null,
    reasons: [],
    nearest: null,
  }
  if (kind === 'asked' || kind === 'resize-asked') return { ...plain, cpus: words[at], memoryMib: words[at + 1] }
  if (kind === 'place' || kind === 'resize' || kind === 'migrate') {
    const host = words[records.offset.values[placeOf(records, r)]]
    const numaStart = Int32Array.of(0, records.fleet.hosts[host].numaNodes.length)
    const head = kind === 'resize' ? RESIZE_HEAD : PLACE_HEAD
    let memoryMib = 0
    for (let n = 0; n < numaStart[1]; n++) memoryMib += words[at + head + n]
    return { ...plain, host, memoryMib, cpus: countBits(words, at + head + numaStart[1], records.cpuWords[host]) }
  }
  if (kind === 'refuse') return { ...plain, cpus: words[at + 1], memoryMib: words[at + 2], ...refusalOf(words, at) }
  return plain
}

function countBits(words: Int32Array, from: number, count: number): number {
  let bits = 0
  for (let w = from; w < from + count; w++) for (let rest = words[w]; rest !== 0; rest &= rest - 1) bits++
  return bits
}

function refusalOf(words: Int32Array, at: number): { reasons: Reason[]; nearest: NearestChange | null } {
  const reasons: Reason[] = []
  const count = words[at + 3]
  for (let i = 0; i < count; i++) {
    reasons.push({ filter: FILTERS.texts[words[at + 4 + 2 * i]] as FilterName, hosts: words[at + 5 + 2 * i] })
  }
  const end = at + 4 + 2 * count
  const resource = words[end]
  if (resource < 0) return { reasons, nearest: null }
  const nearest = {
    resource: RESOURCES.texts[resource] as NearestChange['resource'],
    amount: words[end + 1],
    hosts: words[end + 2],
  }
  return { reasons, nearest }
}
