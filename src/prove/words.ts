import { sumOf } from '../base/sum.ts'
import type { DecisionLine, HoldingWords } from '../model/decision.ts'
import type { Event } from '../model/event.ts'
import type { Fleet, Host, VolumePool } from '../model/fleet.ts'
import type { PodRequest } from '../model/request.ts'
import type { RecordedInstant } from './recording.ts'

/** A case in plain lines: the hosts, what the components ask for, then event by event with what is decided. */
export function wordsOfCase(fleet: Fleet, instants: readonly RecordedInstant[]): string[] {
  const lines = [
    ...fleet.hosts.map(hostWords),
    ...fleet.pools.map(poolWords),
    ...(fleet.volumePools ?? []).map(volumePoolWords),
  ]
  for (const { atUs, events, lines: decided, forks = [] } of instants) {
    if (events.length === 0 && decided.length === 0 && forks.length === 0) continue
    lines.push(`at ${atUs} us`)
    for (const event of events) lines.push(`  ${eventWords(event)}`)
    for (const fork of forks) lines.push(`  a fork after ${fork.at} events, over ${fork.instants} instants`)
    for (const text of decided) lines.push(`  -> ${decisionWords(JSON.parse(text) as DecisionLine)}`)
  }
  return lines
}

function hostWords({
  name,
  region,
  idc,
  rack,
  topology,
  numaNodes,
  allocatable,
  nics,
  gpus,
  disks,
  volumeAttachMax,
}: Host): string {
  const parts = [
    `${numaNodes.length} NumaNodes`,
    `${allocatable.cpus} Cpus`,
    `${allocatable.memoryMib} MiB`,
    ...nics.map((nic) => `NIC ${nic.name} at NumaNode ${nic.numa} with ${nic.vfs} VFs`),
    ...(gpus ?? []).map((gpu) => `GPU ${gpu.name} at NumaNode ${gpu.numa}`),
    ...(volumeAttachMax === undefined ? [] : [`up to ${volumeAttachMax} volumes attached`]),
    ...disks.map((disk) => `disk ${disk.name} of ${disk.capacityMib} MiB and ${disk.ioKibps} KiB/s`),
  ]
  return `host ${name} (${topology}; ${region}, ${idc}, ${rack}): ${parts.join(', ')}`
}

function poolWords({ name, ranges, boundTo }: Fleet['pools'][number]): string {
  return `pool ${name}: ${ranges.join(', ')} for ${Object.values(boundTo).flat().join(', ')}`
}

function volumePoolWords({ name, capacityMib, boundTo }: VolumePool): string {
  const reach = boundTo === undefined ? 'all hosts' : Object.values(boundTo).flat().join(', ')
  return `volume pool ${name}: ${capacityMib} MiB for ${reach}`
}

function eventWords(event: Event): string {
  switch (event.kind) {
    case 'component':
      return `component ${event.game}/${event.component}: ${requestWords(event.request)}`
    case 'request':
      return `request ${event.pod}${groupWords(event)}: ${sizeWords(event)}`
    case 'resize':
      return `resize ${event.pod}: ${sizeWords(event)}`
    case 'adopt':
      return `adopt ${event.pod}: ${holdingWords(event)}`
    case 'foreign': {
      const mib = sumOf(Object.values(event.memoryMib))
      return `others use on ${event.host}: Cpus ${event.cpus === '' ? 'none' : event.cpus}, ${mib} MiB`
    }
    default:
      return 'pod' in event ? `${event.kind} ${event.pod}` : `${event.kind} ${event.host}`
  }
}

function groupWords({ group }: { readonly group?: string }): string {
  return group === undefined ? '' : ` of group ${group}`
}

function sizeWords(size: { cpus: number; cpuMilli?: number; memoryMib: number }): string {
  const shared = size.cpuMilli === undefined ? '' : `, ${size.cpuMilli} m of shared Cpus`
  return `${size.cpus} Cpus${shared}, ${size.memoryMib} MiB`
}

/** Everything but the size as it stands in the file; empty lists and noughts left out. */
function requestWords(request: PodRequest): string {
  const { cpus: _cpus, cpuMilli: _milli, memoryMib: _memory, ...rest } = request
  const said = Object.entries(rest).filter(([, value]) => value !== 0 && !/^(\[\]|\{\})$/.test(JSON.stringify(value)))
  const words = said.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [sizeWords(request), ...words].join(', ')
}

function decisionWords(line: DecisionLine): string {
  if (line.kind === 'release') return `release ${line.pod} from ${line.host} (${line.cause})`
  if (line.kind !== 'refuse') {
    return `${line.kind} ${line.pod}${line.kind === 'place' ? groupWords(line) : ''}: ${holdingWords(line)}`
  }
  const reasons = line.reasons.map(({ filter, hosts }) => `${filter} ${hosts}`).join(', ')
  const { nearest } = line
  const near = nearest === undefined ? 'none' : `${nearest.amount} ${nearest.resource} on ${nearest.hosts} hosts`
  const beside = (line.beside ?? []).map((held) => `; beside ${held.pod} on ${holdingWords(held)}`)
  return `refuse ${line.action} of ${line.pod}${groupWords(line)}: ${reasons}; nearest ${near}${beside.join('')}`
}

function holdingWords(words: HoldingWords): string {
  const { host, cpus = 'none', cpuMilli = 0, memoryMib, vf, ip, overlayIp } = words
  const memory = Object.entries(memoryMib).map(([numa, mib]) => `${mib} MiB of NumaNode ${numa}`)
  const parts = [
    `Cpus ${cpus}`,
    ...(cpuMilli === 0 ? [] : [`${cpuMilli} m of shared Cpus`]),
    ...memory,
    ...Object.entries(words.diskMib ?? {}).map(([disk, mib]) => `${mib} MiB of disk ${disk}`),
    ...(words.ioKibps === undefined ? [] : [`${words.ioKibps} KiB/s`]),
    ...(vf === undefined ? [] : [`VF ${vf}`]),
    ...(words.gpus ?? []).map((gpu) => `GPU ${gpu}`),
    ...(words.nic === undefined
      ? []
      : [`${words.nicMbps ?? 0} Mbit/s and ${words.nicKpps ?? 0} kpps of NIC ${words.nic}`]),
    ...(words.volume === undefined ? [] : [`a volume of ${words.volumeMib} MiB of ${words.volume}`]),
    ...[ip, overlayIp].flatMap((each) => (each === undefined ? [] : [`IP ${each}`])),
  ]
  return `${host}, ${parts.join(', ')}`
}
