import { formatCpuList } from '../../base/cpu-list.ts'
import type { Explanation, KeptBy, NumaRoom, NumaRule } from '../../model/explanation.ts'
import type { PodIdentity } from '../../model/holding.ts'
import { refuseResize } from '../refuse/refuse-resize.ts'
import { chooseResizeNumaNodes, keptMasks } from '../resize/numa.ts'
import type { ResizeWish } from '../resize/wish.ts'
import type { HostTable } from '../state/host-table.ts'

const KEPT_BY: readonly KeptBy[] = ['devices', 'cpus', 'memory']

/** How a resize in place comes about: what its own host has free, and if it does not fit, what is missing there. */
export function explainResize(
  seq: number,
  atUs: number,
  pod: PodIdentity,
  profile: string,
  hosts: HostTable,
  wish: ResizeWish,
): Explanation {
  const { host, cpus } = wish.holding
  const { name } = hosts.fleet.hosts[host]
  const mask = chooseResizeNumaNodes(hosts, wish)
  const fits = mask !== 0
  const why = fits ? null : refuseResize(hosts, wish)
  return {
    seq,
    atUs,
    action: 'resize',
    pod: pod.name,
    profile,
    cpus: wish.cpus,
    cpuMilli: wish.cpuMilli,
    memoryMib: wish.memoryMib,
    hosts: 1,
    refused: why?.reasons ?? [],
    feasible: fits ? 1 : 0,
    ranking: [],
    tied: fits ? 1 : 0,
    nearest: why?.nearest == null ? null : { ...why.nearest, on: [name] },
    inPlace: { heldCpus: formatCpuList(cpus), rule: ruleOf(wish), rooms: roomsOf(hosts, wish, mask) },
  }
}

function roomsOf(hosts: HostTable, wish: ResizeWish, mask: number): readonly NumaRoom[] {
  const { host, memoryMib } = wish.holding
  const kept = keptMasks(hosts, wish)
  const has = (numas: number, numa: number): boolean => ((numas >>> numa) & 1) === 1
  return memoryMib.map((heldMemoryMib, numa) => ({
    numa,
    heldCpus: wish.heldCpus[numa],
    freeCpus: hosts.numaFreeCpus(host, numa),
    heldMemoryMib,
    freeMemoryMib: hosts.numaFreeMemoryMib(host, numa),
    keptBy: KEPT_BY.filter((what) => has(kept[what], numa)),
    isChosen: has(mask, numa),
  }))
}

function ruleOf({ evenly, prefer, cpus, holding }: ResizeWish): NumaRule {
  if (evenly) return 'all'
  if (prefer !== undefined) return 'policy'
  return cpus >= holding.cpus.length ? 'most-free' : 'most-held'
}
