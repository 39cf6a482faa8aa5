import type { Fault } from '../base/result.ts'
import type { HoldingWords } from './decision.ts'
import type { Host } from './fleet.ts'
import type { PodRequest } from './request.ts'
import type { SignedAllocation } from './signed-allocation.ts'

/**
 * The protocol between the adapter and an agent: JSON over HTTPS with client certificates on both sides. A base
 * address stands for one host (`https://HOST:7443`, or `https://127.0.0.1:PORT/hosts/NAME` for a simulated one).
 *
 *   GET    BASE/v1/host                     HostReport
 *   GET    BASE/v1/allocations              AllocationList
 *   GET    BASE/v1/allocations/POD          AllocationReport, 404 when it holds none
 *   PUT    BASE/v1/allocations/POD          AllocationRequest -> AllocationReport; same decision again: 200, no change
 *   DELETE BASE/v1/allocations/POD          undoes; 200 ReleaseReport, 404 when it holds none
 *   GET    BASE/v1/changes?after=N          ChangeList: waits up to 20 s for the next
 * On a Kubernetes Node the container runtime asks for allocations, which leaves host, changes and
 *   GET    BASE/v1/pods                     NodePodList
 *   PUT    BASE/v1/pods/UID                 NodePodRequest -> NodePodReport; 503 while there is no runtime
 * POD is the engine's name, percent-encoded. Errors are an AgentProblem: 400 and 413 a bad request, 403 a caller that
 * is not the adapter, 409 what another pod of this host holds (a Cpu, a VF, an address), and nothing is changed, 422
 * the host cannot hold it or its kernel refused (all was put back), 503 not ready yet.
 */
export const AGENT_PROTOCOL = 'v1'
/** Of the programs of this source: package.json has the same. */
export const AGENT_VERSION = '0.1.0'

/** What the agent discovered. `fleet` place names come from the agent's options, the rest from sysfs. */
export interface HostReport {
  readonly protocol: typeof AGENT_PROTOCOL
  readonly host: Host
  readonly observedAtMs: number
  /** What was found odd or missing (no XFS quota, a PF without VFs), in words for a person. */
  readonly faults: readonly Fault[]
}

/** Networks that agents, and so all targets, carry out. */
export const AGENT_NETWORKS = ['sriov', 'bridge'] as const

/** A holding as agents carry it out: Cpus of its own, an address on a bridge or a VF. */
export type AgentHolding = HoldingWords & {
  readonly cpus: string
  readonly network: (typeof AGENT_NETWORKS)[number]
  readonly ip: string
  readonly segment: string
  readonly mac: string
}

/** Whether agents carry a holding out: it has no share of Cpus, no overlay and no host's address. */
export function isAgentHolding(holding: HoldingWords): holding is AgentHolding {
  const isNetwork = AGENT_NETWORKS.some((network) => network === holding.network)
  return isNetwork && holding.cpus !== undefined && holding.cpuMilli === undefined
}

/** Asks the host to hold exactly this for the pod, whatever it held before. */
export interface AllocationRequest {
  readonly pod: string
  readonly game: string
  readonly zone: string
  readonly component: string
  /** What pods of its component ask for; the agent keeps it and says it again, it acts on `holding` alone. */
  readonly asked: PodRequest
  /** Names the decision: asked twice, done once. `PLAN/STEP/forward`. */
  readonly decisionId: string
  /** `holding.host` must be this host. */
  readonly holding: AgentHolding
  /** VLAN id and prefix length of the segment, for the interface inside the pod. */
  readonly network: { readonly vlan: number; readonly prefixLength: number }
  /** The process it is for; null: prepare everything, the process comes with a later request. */
  readonly process: { readonly pid: number } | null
}

/** Every field as read back from the kernel, beside what was asked. */
export interface AllocationReport {
  readonly request: AllocationRequest
  readonly state: 'applied' | 'drifted' | 'failed'
  /** Read back from the kernel at `observedAtMs`. */
  readonly actual: ActualAllocation
  /** Fields whose value differs from what was asked: path, found, expected. */
  readonly drift: readonly Fault[]
  readonly observedAtMs: number
}

/** What the kernel says now. Null where there is nothing to read. */
export interface ActualAllocation {
  /** cpuset.cpus.effective and cpuset.mems.effective, list form. */
  readonly cpus: string | null
  readonly mems: string | null
  readonly memoryHighMib: number | null
  readonly memoryMaxMib: number | null
  readonly ioKibps: number | null
  readonly diskQuotaMib: number | null
  readonly network: 'sriov' | 'bridge' | null
  readonly vf: string | null
  readonly vlan: number | null
  readonly mac: string | null
  readonly ip: string | null
  /** Processes of the pod. */
  readonly pids: readonly number[]
}

/** Brings a pod of a Kubernetes Node to a later allocation; the texts are those of its annotations. */
export interface NodePodRequest extends SignedAllocation {
  readonly namespace: string
  readonly name: string
}

/** A pod with an allocation on a Kubernetes Node. */
export interface NodePodReport {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  /** What its containers are to be held to, list forms; null: none of it is known yet, those to come begin with it. */
  readonly wanted: { readonly cpus: string; readonly mems: string } | null
  /** Read back from the cgroup of each running container. */
  readonly containers: readonly { readonly name: string; readonly cpus: string; readonly mems: string }[]
  /** What differs. */
  readonly drift: readonly Fault[]
}

export interface NodePodList {
  /** AGENT_VERSION of the agent. */
  readonly version: string
  /** Whether a container runtime is there to ask. */
  readonly isConnected: boolean
  /** Cpus of all containers without an allocation, list form. */
  readonly sharedCpus: string
  /** cpuManagerPolicy by the kubelet's own state file; null where there is none. All but `none` pin by themselves. */
  readonly kubeletPolicy: string | null
  /** Why what is no pod is not held to those Cpus; '' when it is. */
  readonly unfenced: string
  readonly pods: readonly NodePodReport[]
}

/** RFC 9457 problem+json of the agent. */
export interface AgentProblem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  /** One sentence for a person. */
  readonly detail: string
  /** Every fault; a kernel's error in `found`. */
  readonly reasons: readonly Fault[]
  /** What a failed apply or release had done and put back, in words; left out when nothing was begun. */
  readonly undone?: readonly string[]
  /** What the host holds for the pod now; left out when nothing. */
  readonly report?: AllocationReport
}

/** What a release took back. */
export interface ReleaseReport {
  readonly pod: string
  /** In the order in which it was undone, in words. */
  readonly undone: readonly string[]
  /** Processes of the pod that still ran; they were moved to the parent group and run on without limits. */
  readonly movedPids: readonly number[]
}

export interface AllocationList {
  /** AGENT_VERSION of the agent. */
  readonly version: string
  readonly allocations: readonly AllocationReport[]
  /** Number of the last change; `changes?after=` goes on from there. */
  readonly change: number
}

/** One thing that happened on the host. */
export interface AgentChange {
  readonly number: number
  readonly atMs: number
  readonly kind: 'applied' | 'released' | 'failed' | 'drift' | 'repaired' | 'process-gone' | 'host-changed'
  readonly pod: string | null
  readonly detail: string
}

export interface ChangeList {
  readonly changes: readonly AgentChange[]
  readonly change: number
}

/**
 * Joining (served by the adapter, not the agent): `POST /agents/join` with a one-time token gives a certificate,
 * `POST /agents/renew` under the present certificate a fresh one.
 */
export interface JoinRequest {
  readonly token: string
  readonly host: string
  /** Where the adapter reaches the agent, `https://10.1.2.3:7443`. */
  readonly address: string
  /** PKCS#10, PEM. */
  readonly certificateRequest: string
}

export interface JoinAnswer {
  /** PEM. */
  readonly certificate: string
  readonly authority: string
  readonly expiresAtMs: number
}
