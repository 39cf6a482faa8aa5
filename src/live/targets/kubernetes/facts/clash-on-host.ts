import type { Host } from '../../../../model/fleet.ts'
import type { KubePod } from '../objects.ts'
import { isFinished, objectNameOf } from '../objects.ts'
import { hostClashes } from './clashes.ts'
import { foreignFits, shareOut } from './foreign.ts'
import type { Holder } from './held.ts'
import { coresFromTop, cpusOf } from './held.ts'
import { podKindOf, podNameOf } from './pod-facts.ts'
import type { PodRequests } from './pod-size.ts'
import { requestsOfPod } from './pod-size.ts'

/** What a pod is on its host: it holds something, uses something, or neither. */
type Presence =
  | { readonly kind: 'holder'; readonly holder: Holder; readonly cpus: readonly number[] }
  | { readonly kind: 'foreign'; readonly requests: PodRequests }
  | null

/** Pods looked at before: an object never changes, a changed pod is another object. */
const presenceByPod = new WeakMap<KubePod, { readonly presence: Presence }>()

function presenceOf(pod: KubePod): Presence {
  const known = presenceByPod.get(pod)
  if (known !== undefined) return known.presence
  const presence = read(pod)
  presenceByPod.set(pod, { presence })
  return presence
}

function read(pod: KubePod): Presence {
  const found = podKindOf(pod)
  if (found.kind === 'foreign') return { kind: 'foreign', requests: requestsOfPod(pod) }
  if (found.kind !== 'ours' || found.allocation === null) return null
  const { holding } = found.allocation
  return { kind: 'holder', holder: { name: podNameOf(pod), holding }, cpus: cpusOf(holding.cpus) }
}

/**
 * One sentence on what is in the way of a pod on its host, or null: something it holds that another holds too, or
 * pods of others that do not fit beside those of Berth any more. Every bind asks for it: only where sums and Cpus on
 * the host are odd does it find out in full.
 *
 * pods       all pods on the host, finished ones are passed over
 * elsewhere  pods anywhere with the same address
 */
export function clashOnHost(
  host: Host,
  pods: readonly KubePod[],
  mine: KubePod,
  elsewhere: readonly KubePod[],
): string | null {
  const own = presenceOf(mine)
  if (own?.kind !== 'holder') return `${objectNameOf(mine)} is not understood any more`
  const { name } = own.holder
  const other = elsewhere.find((pod) => pod.metadata.uid !== mine.metadata.uid && !isFinished(pod))
  if (other !== undefined) return `${objectNameOf(other)} has the address of ${name}`
  return pods.includes(mine) && isQuiet(host, pods) ? null : clashInFull(host, pods, name)
}

/** Whether a pod is understood and holds something. */
export function isHolder(pod: KubePod): boolean {
  return presenceOf(pod)?.kind === 'holder'
}

function clashInFull(host: Host, pods: readonly KubePod[], name: string): string | null {
  const holders: Holder[] = []
  const foreign: KubePod[] = []
  for (const pod of pods) {
    const presence = presenceOf(pod)
    if (presence?.kind === 'holder') holders.push(presence.holder)
    else if (presence?.kind === 'foreign') foreign.push(pod)
  }
  const clash = hostClashes(host, holders).find(({ pods: named }) => named.includes(name))
  if (clash !== undefined) return clash.detail
  return shareOut(host, foreign, holders).clashes[0]?.detail ?? null
}

/**
 * Whether nothing on a host is in the way of any pod on it, as far as sums and Cpus show: each Cpu held once and there
 * to be held, and room for all. Where GPUs, VFs or NIC shares are held twice it does not look: it says no to any.
 */
export function isQuiet(host: Host, pods: readonly KubePod[]): boolean {
  const holders: Holder[] = []
  const requests: PodRequests[] = []
  const held = new Set<number>()
  const vfs = new Set<string>()
  const usable = usableCpus(host)
  for (const pod of pods) {
    const presence = presenceOf(pod)
    if (presence === null) continue
    if (presence.kind === 'foreign') {
      requests.push(presence.requests)
      continue
    }
    const { vf, gpus, nic, volume } = presence.holder.holding
    if (volume !== undefined || gpus !== undefined || nic !== undefined || (vf !== undefined && vfs.has(vf)))
      return false
    if (vf !== undefined) vfs.add(vf)
    for (const cpu of presence.cpus) {
      if (held.has(cpu) || !usable.has(cpu)) return false
      held.add(cpu)
    }
    holders.push(presence.holder)
  }
  if (!holdingsFit(host, holders)) return false
  return requests.length === 0 || foreignFits(host, requests, holders, held.size)
}

const usableByHost = new WeakMap<Host, ReadonlySet<number>>()

/** Cpus a pod may hold. */
function usableCpus(host: Host): ReadonlySet<number> {
  const known = usableByHost.get(host)
  if (known !== undefined) return known
  const usable = new Set(coresFromTop(host).flatMap(({ cpus }) => cpus))
  usableByHost.set(host, usable)
  return usable
}

/** Whether the host has the memory, disks and VFs that are held. */
function holdingsFit(host: Host, holders: readonly Holder[]): boolean {
  const memoryMib = new Float64Array(host.numaNodes.length)
  const diskMib = new Map<string, number>()
  const ioKibps = new Map<string, number>()
  for (const { holding } of holders) {
    for (const id in holding.memoryMib) memoryMib[Number(id)] += holding.memoryMib[id]
    if (holding.vf !== undefined && !hasVf(host, holding.vf)) return false
    if (holding.diskMib === undefined) continue
    for (const [disk, amount] of Object.entries(holding.diskMib)) {
      diskMib.set(disk, (diskMib.get(disk) ?? 0) + amount)
      ioKibps.set(disk, (ioKibps.get(disk) ?? 0) + (holding.ioKibps ?? 0))
    }
  }
  return (
    host.numaNodes.every((numa) => memoryMib[numa.id] <= numa.memoryMib) &&
    host.disks.every(({ name, capacityMib, ioKibps: room }) => {
      return (diskMib.get(name) ?? 0) <= capacityMib && (ioKibps.get(name) ?? 0) <= room
    })
  )
}

function hasVf(host: Host, vf: string): boolean {
  const [nic, index] = vf.split(':')
  return host.nics.some(({ name, vfs }) => name === nic && Number(index) < vfs)
}
