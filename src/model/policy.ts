/**
 * What an engineer's own policy is written against (docs/POLICY.md). A host is shown as the engine believes it to be
 * before the pod is placed; everything is to be read, nothing to be changed or kept beyond the call.
 */

/** One NumaNode of a host. */
export interface NumaNodeView {
  /** From 0. */
  readonly id: number
  /** Cpus that pods may ever have. */
  readonly cpusAllocatable: number
  /** Cpus that no pod has for itself. */
  readonly freeCpus: number
  readonly freeMemoryMib: number
  /** Virtual functions of the NICs at it. */
  readonly freeVfs: number
}

export interface DiskView {
  readonly name: string
  readonly freeMib: number
  readonly freeIoKibps: number
}

export interface HostView {
  readonly name: string
  readonly region: string
  readonly idc: string
  readonly module: string
  readonly rack: string
  readonly cpusAllocatable: number
  /** Cpus that no pod has for itself. */
  readonly freeCpus: number
  /** Thousandths of a Cpu that new pods may have, shared or for themselves. */
  readonly freeCpuMilli: number
  readonly memoryMibAllocatable: number
  readonly freeMemoryMib: number
  readonly vfs: number
  readonly freeVfs: number
  readonly freeGpus: number
  readonly numaNodes: readonly NumaNodeView[]
  readonly disks: readonly DiskView[]
}

/** What a pod asks for. Pods that ask for the same are one to a policy: it has neither name nor game. */
export interface PodView {
  /** Exclusive Cpus. */
  readonly cpus: number
  /** Of shared Cpus, thousandths of one. */
  readonly cpuMilli: number
  readonly fullCores: boolean
  readonly memoryMib: number
  readonly diskMib: number
  readonly ioKibps: number
  readonly network: 'sriov' | 'bridge' | 'overlay' | 'dual' | 'nat'
  /** Gets a virtual function of its own. */
  readonly takesVf: boolean
  readonly gpus: number
  readonly nicMbps: number
  readonly nicKpps: number
  readonly numa: 'single' | 'preferred' | 'spread'
}

/** How much a policy likes something: an integer from 0 to 100. */
export type Score = number

/** Names of the score plug-ins that come with Berth; docs/ARCHITECTURE.md, "Scores". */
export type StockScore = 'CpuPacked' | 'CpuFree' | 'MemoryFree' | 'NumaFewest' | 'NumaTight' | 'VfSpared'

/**
 * A policy of one's own. The same answer for the same arguments: no clock, no randomness, no state.
 *
 * name     its name as a profile: a-z, 0-9 and hyphens inside
 * extends  the stock profile whose weights it starts from, and whose way of filling disks, NICs and NumaNodes it has;
 *          left out: no stock scores, and fills as `pack` does
 * weights  by plug-in, stock ones and its own, integers from 0 (switched off) to 1000; its own weigh 1 unless said here
 * filters  further reasons to refuse a host, beside the laws, which no policy can switch off
 * scores   opinions about hosts that can take the pod; numaNodes: those that it would stand on
 * reserve  which of the smallest sets of NumaNodes that can hold a new pod is best; ties to the lowest ids
 * resize   the same for a pod that grows or shrinks in place
 * rebalance  which pods it would rather move off their host, to empty it or to make room: the highest first, 0 never;
 *          pods: those that would move together
 */
export interface Policy {
  readonly name: string
  readonly extends?: 'pack' | 'spread'
  readonly weights?: { readonly [plugin in StockScore]?: number } & { readonly [own: string]: number | undefined }
  readonly filters?: { readonly [name: string]: (host: HostView, pod: PodView) => boolean }
  readonly scores?: {
    readonly [name: string]: (host: HostView, pod: PodView, numaNodes: readonly NumaNodeView[]) => Score
  }
  readonly reserve?: (host: HostView, pod: PodView, numaNodes: readonly NumaNodeView[]) => Score
  readonly resize?: (host: HostView, pod: PodView, numaNodes: readonly NumaNodeView[]) => Score
  readonly rebalance?: (host: HostView, pods: readonly PodView[]) => Score
}
