import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import { formatIpv4, macOfIpv4 } from '../../base/ipv4.ts'
import { ascending, byCodeUnit } from '../../base/order.ts'
import type { HoldingWords } from '../../model/decision.ts'
import { type Fleet, type IpPool, SEGMENT_NETWORKS } from '../../model/fleet.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Reservation } from './reservations.ts'

/** Cpus, and MiB by NumaNode id. */
export interface Use {
  readonly cpus: string
  readonly memoryMib: Readonly<Record<string, number>>
}

/** What open plans keep of the hosts beside what is held there already, for an engine to be told. */
export interface KeptHoldings {
  /** The snapshot's, with an address more at its end for each holding whose own one is held elsewhere. */
  readonly fleet: Fleet
  /** By host: what is kept as foreign use, because a part of the holding is held there. */
  readonly uses: ReadonlyMap<string, Use>
  /** Kept as holdings of their own, by name. */
  readonly whole: readonly Reservation[]
}

/** Segment of the addresses that stand in for those that pods have elsewhere. `~` is in no name of a fleet. */
const STAND_INS = '~'

/**
 * Tells what open plans keep from what is held already. Of a holding that shares its host with the pod itself, or a
 * Cpu, VF or GPU with whomever, the Cpus and MiB beyond what those have are kept. Any other is kept whole; an address
 * that a pod has elsewhere (a pod that moves keeps its own) has one that is nobody's in its place, since an engine
 * gives each out once.
 *
 * coming  what pods will hold that are left out of the snapshot, by name
 */
export function keptHoldings(
  { fleet, hosts, pods }: Pick<Snapshot, 'fleet' | 'hosts' | 'pods'>,
  reservations: readonly Reservation[],
  coming: ReadonlyMap<string, HoldingWords>,
): KeptHoldings {
  const uses = new Map<string, Use>()
  const whole: Reservation[] = []
  const pools: IpPool[] = []
  if (reservations.length === 0) return { fleet, uses, whole }
  const held = new Map<string, Part[]>(hosts.map(({ name, foreign }) => [name, [{ ...foreign, memoryMib: {} }]]))
  const addresses = new Set<string | undefined>()
  const own = new Map<string, HoldingWords>(coming)
  for (const { name, holding } of pods) {
    if (holding === null) continue
    own.set(name, holding)
    held.get(holding.host)?.push(holding)
    addresses.add(holding.ip).add(holding.overlayIp)
  }
  for (const reservation of [...reservations].sort((a, b) => byCodeUnit(a.name, b.name))) {
    const { holding, step } = reservation
    const there = held.get(holding.host)
    const itself = own.get(step.pod)
    const holders = (there ?? []).filter((other) => other !== itself && sharesWith(holding, other))
    if (itself?.host === holding.host) holders.push(itself)
    if (holders.length > 0) {
      const use = beyond(holding, holders)
      uses.set(holding.host, sumOfUses(use, uses.get(holding.host)))
      there?.push(use)
      continue
    }
    there?.push(holding)
    const isHeld = (ip: string | undefined) => addresses.has(ip) || [itself?.ip, itself?.overlayIp].includes(ip)
    whole.push({ ...reservation, holding: there === undefined ? holding : withStandIns(holding, isHeld, pools) })
  }
  if (pools.length === 0) return { fleet, uses, whole }
  const segment = { name: STAND_INS, vlan: 0, subnet: '0.0.0.0/8', networks: SEGMENT_NETWORKS }
  return { fleet: { ...fleet, segments: [...fleet.segments, segment], pools: [...fleet.pools, ...pools] }, uses, whole }
}

/** Both in one: Cpus that are in either, MiB in sum. */
export function sumOfUses(one: Use, other: Use = { cpus: '', memoryMib: {} }): Use {
  const cpus = new Set([one, other].flatMap((use) => parseCpuList(use.cpus) ?? []))
  const memoryMib = { ...one.memoryMib }
  for (const [numa, mib] of Object.entries(other.memoryMib)) memoryMib[numa] = (memoryMib[numa] ?? 0) + mib
  return { cpus: formatCpuList([...cpus].sort(ascending)), memoryMib }
}

type Part = Pick<HoldingWords, 'cpus' | 'memoryMib' | 'vf' | 'gpus'>

/** Whether two holdings of one host have a Cpu, a VF or a GPU in common. */
function sharesWith(holding: HoldingWords, other: Part): boolean {
  if (holding.vf !== undefined && holding.vf === other.vf) return true
  if (holding.gpus?.some((gpu) => other.gpus?.includes(gpu)) === true) return true
  const cpus = new Set(parseCpuList(other.cpus ?? ''))
  return (parseCpuList(holding.cpus ?? '') ?? []).some((cpu) => cpus.has(cpu))
}

function beyond(holding: HoldingWords, holders: readonly Part[]): Use {
  const held = new Set(holders.flatMap(({ cpus }) => parseCpuList(cpus ?? '') ?? []))
  const cpus = formatCpuList((parseCpuList(holding.cpus ?? '') ?? []).filter((cpu) => !held.has(cpu)))
  const memoryMib: Record<string, number> = {}
  for (const [numa, mib] of Object.entries(holding.memoryMib)) {
    const more = holders.reduce((left, other) => left - (other.memoryMib[numa] ?? 0), mib)
    if (more > 0) memoryMib[numa] = more
  }
  return { cpus, memoryMib }
}

/** The holding with stand-ins for its addresses that are held, each in a pool of its own, put to the others. */
function withStandIns(holding: HoldingWords, isHeld: (ip: string) => boolean, pools: IpPool[]): HoldingWords {
  const standIn = (): string => {
    const ip = formatIpv4(pools.length + 1)
    // Bound to its host alone: where the holding cannot be booked after all, no new pod may find the address free.
    const boundTo = { hosts: [holding.host] }
    pools.push({ name: `${STAND_INS}${ip}`, segment: STAND_INS, ranges: [`${ip}-${ip}`], boundTo })
    return ip
  }
  let now = holding
  if (holding.ip !== undefined && isHeld(holding.ip)) {
    const number = pools.length + 1
    now = { ...now, ip: standIn(), mac: macOfIpv4(number), segment: STAND_INS }
  }
  if (holding.overlayIp !== undefined && isHeld(holding.overlayIp)) {
    now = { ...now, overlayIp: standIn(), overlaySegment: STAND_INS }
  }
  return now
}
