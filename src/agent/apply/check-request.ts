import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import type { AllocationRequest } from '../../model/agent.ts'
import type { HoldingWords } from '../../model/decision.ts'
import { expectedName, shortened } from '../../model/parse/faults.ts'
import type { DiscoveredHost } from '../discover/host.ts'
import { cpusOf } from './wanted.ts'

/** Why a request cannot be begun. `taken`: by other pods; `impossible`: on this host at all. */
export interface RequestFaults {
  readonly taken: readonly Fault[]
  readonly impossible: readonly Fault[]
}

/** Compares a request with what the host has and with what its other pods hold. */
export function checkRequest(
  request: AllocationRequest,
  discovered: DiscoveredHost,
  others: readonly AllocationRequest[],
): RequestFaults {
  const impossible: Fault[] = []
  checkHost(request.holding, discovered, impossible)
  const held = others.filter((other) => other.pod !== request.pod)
  checkSums(request, discovered, held, impossible)
  checkShares(request, discovered, held, impossible)
  return { taken: held.flatMap((other) => takenBy(request, other)), impossible }
}

function checkHost(holding: HoldingWords, { host }: DiscoveredHost, faults: Fault[]): void {
  const add = (path: string, found: string, expected: string) =>
    faults.push({ path: `holding.${path}`, found, expected })
  if (holding.host !== host.name) add('host', shortened(holding.host), `${shortened(host.name)}, this host`)
  const known = new Set(host.numaNodes.flatMap((node) => node.cores.flat()))
  for (const cpu of parseCpuList(host.reservedCpus) ?? []) known.delete(cpu)
  const stray = cpusOf(holding).filter((cpu) => !known.has(cpu))
  if (stray.length > 0) add('cpus', formatCpuList(stray), 'Cpus of this host that are not reserved')
  for (const id of Object.keys(holding.memoryMib)) {
    if (host.numaNodes[Number(id)] === undefined) add('memoryMib', `NumaNode ${id}`, 'NumaNodes of this host')
  }
  for (const name of Object.keys(holding.diskMib ?? {})) {
    const names = host.disks.map((disk) => disk.name)
    if (!names.includes(name)) add('diskMib', shortened(name), expectedName('disk of this host', name, names))
  }
  for (const gpu of holding.gpus ?? []) {
    const names = (host.gpus ?? []).map(({ name }) => name)
    if (!names.includes(gpu)) add('gpus', shortened(gpu), expectedName('GPU of this host', gpu, names))
  }
  if (holding.nic !== undefined && !host.nics.some(({ name }) => name === holding.nic)) {
    const names = host.nics.map(({ name }) => name)
    add('nic', shortened(holding.nic), expectedName('NIC of this host', holding.nic, names))
  }
  if (holding.volume !== undefined) add('volume', shortened(holding.volume), 'none: agents attach no volumes yet')
  if (holding.vf === undefined) return
  const at = holding.vf.lastIndexOf(':')
  const nic = host.nics.find((candidate) => candidate.name === holding.vf?.slice(0, at))
  if (nic === undefined || Number(holding.vf.slice(at + 1)) >= nic.vfs) {
    const names = host.nics.filter(({ vfs }) => vfs > 0).map(({ name, vfs }) => `${name}:0 … ${name}:${vfs - 1}`)
    add('vf', shortened(holding.vf), names.length === 0 ? 'no VF: this host has none' : `one of ${names.join(', ')}`)
  }
}

/** Amounts that pods share: no more in sum than there is. */
function checkSums(
  request: AllocationRequest,
  { host }: DiscoveredHost,
  others: readonly AllocationRequest[],
  faults: Fault[],
): void {
  const sum = (amount: (holding: HoldingWords) => number | undefined): number =>
    others.reduce((total, other) => total + (amount(other.holding) ?? 0), 0)
  for (const [id, mib] of Object.entries(request.holding.memoryMib)) {
    const all = host.numaNodes[Number(id)]?.memoryMib
    if (all === undefined) continue
    const left = all - sum((holding) => holding.memoryMib[id])
    if (mib > left) addSum(faults, `holding.memoryMib.${id}`, mib, left, 'MiB')
  }
  for (const [name, mib] of Object.entries(request.holding.diskMib ?? {})) {
    const disk = host.disks.find((candidate) => candidate.name === name)
    if (disk === undefined) continue
    const left = disk.capacityMib - sum((holding) => holding.diskMib?.[name])
    if (mib > left) addSum(faults, `holding.diskMib.${name}`, mib, left, 'MiB')
    const rate = sum((holding) => (holding.diskMib?.[name] === undefined ? 0 : holding.ioKibps))
    const kibps = request.holding.ioKibps ?? 0
    if (kibps > disk.ioKibps - rate) addSum(faults, 'holding.ioKibps', kibps, disk.ioKibps - rate, 'KiB/s')
  }
}

/** Shares of a NIC: no more in sum than it carries. */
function checkShares(
  { holding }: AllocationRequest,
  { host }: DiscoveredHost,
  others: readonly AllocationRequest[],
  faults: Fault[],
): void {
  const nic = host.nics.find(({ name }) => name === holding.nic)
  if (nic === undefined) return
  const onNic = others.filter((other) => other.holding.nic === nic.name)
  const rates = [['nicMbps', nic.mbps ?? 0, 'Mbit/s'] as const, ['nicKpps', nic.kpps ?? 0, 'kpps'] as const]
  for (const [key, all, unit] of rates) {
    const left = all - onNic.reduce((sum, other) => sum + (other.holding[key] ?? 0), 0)
    if ((holding[key] ?? 0) > left) addSum(faults, `holding.${key}`, holding[key] ?? 0, left, unit)
  }
}

function addSum(faults: Fault[], path: string, found: number, left: number, unit: string): void {
  faults.push({ path, found: `${found} ${unit}`, expected: `at most the ${Math.max(0, left)} ${unit} that are free` })
}

function takenBy(request: AllocationRequest, other: AllocationRequest): readonly Fault[] {
  const faults: Fault[] = []
  const cpus = new Set(cpusOf(other.holding))
  const both = cpusOf(request.holding).filter((cpu) => cpus.has(cpu))
  const expected = `what ${other.pod} does not hold`
  if (both.length > 0) faults.push({ path: 'holding.cpus', found: formatCpuList(both), expected })
  const gpus = (request.holding.gpus ?? []).filter((gpu) => other.holding.gpus?.includes(gpu))
  if (gpus.length > 0) faults.push({ path: 'holding.gpus', found: gpus.join(', '), expected })
  for (const key of ['vf', 'ip', 'mac'] as const) {
    const value = request.holding[key]
    if (value !== undefined && value === other.holding[key]) {
      faults.push({ path: `holding.${key}`, found: shortened(value), expected })
    }
  }
  return faults
}
