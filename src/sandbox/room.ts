import { parseCpuList } from '../base/cpu-list.ts'
import type { Fault } from '../base/result.ts'
import type { AllocationRequest } from '../model/agent.ts'
import type { HoldingWords } from '../model/decision.ts'
import type { Host } from '../model/fleet.ts'

/** NumaNodes that memory comes from, list form. */
export function memsOf(holding: HoldingWords): string {
  return Object.keys(holding.memoryMib).join(',')
}

/**
 * Why a host cannot hold something beside what it holds: every fault. `taken`: all of them are about things that
 * another pod has, so that they may be free later.
 */
export function faultsOf(
  host: Host,
  wanted: HoldingWords,
  others: readonly AllocationRequest[],
): { readonly taken: boolean; readonly reasons: readonly Fault[] } {
  const absent: Fault[] = []
  const taken: Fault[] = []
  const held = others.map(({ pod, holding }) => ({ pod, holding }))
  if (wanted.host !== host.name) absent.push({ path: 'holding.host', found: wanted.host, expected: host.name })
  if (wanted.volume !== undefined)
    absent.push({ path: 'holding.volume', found: wanted.volume, expected: 'none: sandbox hosts attach no volumes yet' })

  const own = new Set(host.numaNodes.flatMap(({ cores }) => cores.flat()))
  const reserved = new Set(parseCpuList(host.reservedCpus))
  for (const cpu of parseCpuList(wanted.cpus ?? '') ?? []) {
    const path = 'holding.cpus'
    if (!own.has(cpu) || reserved.has(cpu))
      absent.push({ path, found: `Cpu ${cpu}`, expected: `a Cpu of ${host.name}` })
    const holder = held.find(({ holding }) => parseCpuList(holding.cpus ?? '')?.includes(cpu))
    if (holder !== undefined)
      taken.push({ path, found: `Cpu ${cpu}, which ${holder.pod} holds`, expected: 'a free Cpu' })
  }
  for (const field of ['vf', 'ip', 'mac'] as const) {
    const holder = held.find(({ holding }) => wanted[field] !== undefined && holding[field] === wanted[field])
    if (holder === undefined) continue
    taken.push({
      path: `holding.${field}`,
      found: `${wanted[field]}, which ${holder.pod} holds`,
      expected: 'a free one',
    })
  }
  for (const gpu of wanted.gpus ?? []) {
    const path = 'holding.gpus'
    if (!host.gpus?.some(({ name }) => name === gpu))
      absent.push({ path, found: gpu, expected: `a GPU of ${host.name}` })
    const holder = held.find(({ holding }) => holding.gpus?.includes(gpu))
    if (holder !== undefined) taken.push({ path, found: `${gpu}, which ${holder.pod} holds`, expected: 'a free GPU' })
  }
  for (const [numa, mib] of Object.entries(wanted.memoryMib)) {
    const of = (holding: HoldingWords): number => holding.memoryMib[numa] ?? 0
    const room = (host.numaNodes[Number(numa)]?.memoryMib ?? 0) - sum(held, of)
    if (mib > room) taken.push(short(`holding.memoryMib.${numa}`, mib, room, 'MiB'))
  }
  for (const [name, mib] of Object.entries(wanted.diskMib ?? {})) {
    const disk = host.disks.find((candidate) => candidate.name === name)
    const room = (disk?.capacityMib ?? 0) - sum(held, (holding) => holding.diskMib?.[name] ?? 0)
    if (mib > room) taken.push(short(`holding.diskMib.${name}`, mib, room, 'MiB'))
    const onDisk = (holding: HoldingWords): number =>
      holding.diskMib?.[name] === undefined ? 0 : (holding.ioKibps ?? 0)
    const ioRoom = (disk?.ioKibps ?? 0) - sum(held, onDisk)
    if ((wanted.ioKibps ?? 0) > ioRoom) taken.push(short('holding.ioKibps', wanted.ioKibps ?? 0, ioRoom, 'KiB/s'))
  }
  if (wanted.nic !== undefined) {
    const nic = host.nics.find(({ name }) => name === wanted.nic)
    const onNic = (amount: (holding: HoldingWords) => number | undefined): number =>
      sum(held, (holding) => (holding.nic === wanted.nic ? (amount(holding) ?? 0) : 0))
    const { nicMbps = 0, nicKpps = 0 } = wanted
    const mbpsRoom = (nic?.mbps ?? 0) - onNic((holding) => holding.nicMbps)
    const kppsRoom = (nic?.kpps ?? 0) - onNic((holding) => holding.nicKpps)
    if (nicMbps > mbpsRoom) taken.push(short('holding.nicMbps', nicMbps, mbpsRoom, 'Mbit/s'))
    if (nicKpps > kppsRoom) taken.push(short('holding.nicKpps', nicKpps, kppsRoom, 'kpps'))
  }
  return { taken: absent.length === 0, reasons: [...absent, ...taken] }
}

function sum(held: readonly { readonly holding: HoldingWords }[], of: (holding: HoldingWords) => number): number {
  return held.reduce((total, { holding }) => total + of(holding), 0)
}

function short(path: string, found: number, room: number, unit: string): Fault {
  return { path, found: `${found} ${unit}`, expected: `at most ${Math.max(0, room)} ${unit}, what is free` }
}
