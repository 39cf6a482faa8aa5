import type { Explanation } from '../../model/explanation.ts'
import type { PodIdentity } from '../../model/holding.ts'
import { refuseResize } from '../refuse/refuse-resize.ts'
import { chooseResizeNumaNodes } from '../resize/numa.ts'
import type { ResizeWish } from '../resize/wish.ts'
import type { HostTable } from '../state/host-table.ts'

/** How a resize in place comes about: what its own host has free, and if it does not fit, what is missing there. */
export function explainResize(
  seq: number,
  atUs: number,
  pod: PodIdentity,
  profile: string,
  hosts: HostTable,
  wish: ResizeWish,
): Explanation {
  const { host, memoryMib } = wish.holding
  const { name } = hosts.fleet.hosts[host]
  const fits = chooseResizeNumaNodes(hosts, wish) !== 0
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
    rooms: memoryMib.map((heldMemoryMib, numa) => ({
      numa,
      heldCpus: wish.heldCpus[numa],
      freeCpus: hosts.numaFreeCpus(host, numa),
      heldMemoryMib,
      freeMemoryMib: hosts.numaFreeMemoryMib(host, numa),
    })),
  }
}
