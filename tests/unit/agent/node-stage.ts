import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ChangeLog } from '../../../src/agent/change-log.ts'
import type { DiscoveredHost } from '../../../src/agent/discover/host.ts'
import { createLinuxKernel } from '../../../src/agent/kernel/linux-kernel.ts'
import { cpusetWriter } from '../../../src/agent/node/container-groups.ts'
import type { Container, CpusetUpdate, Sandbox } from '../../../src/agent/node/container-hooks.ts'
import { readKubeletBook } from '../../../src/agent/node/kubelet-book.ts'
import { NodeAgent } from '../../../src/agent/node/node-agent.ts'
import { NodeService } from '../../../src/agent/node/node-service.ts'
import type { NodeCpus } from '../../../src/agent/node/placement.ts'
import { ToldAllocations } from '../../../src/agent/node/told-allocations.ts'
import { AllocationVerifier } from '../../../src/agent/node/verify-allocation.ts'
import { type Authority, openAuthority } from '../../../src/live/certificates/authority.ts'
import { formatAllocation } from '../../../src/model/parse/allocation.ts'
import {
  ANNOTATION_ALLOCATION,
  ANNOTATION_SIGNATURE,
  type SignedAllocation,
  signedText,
} from '../../../src/model/signed-allocation.ts'

const HOST = 'n1'
const NEVER = AbortSignal.abort()
const KUBELET = '/var/lib/kubelet'
/** Two NumaNodes of four Cpus; Cpu 0 is the system's. */
export const CPUS: NodeCpus = { online: [0, 1, 2, 3, 4, 5, 6, 7], reserved: [0], kernelNumaIds: [0, 1] }

/** An agent of a Node with no runtime at it: a test makes the runtime's calls. Its files lie in a folder. */
export class NodeStage {
  readonly root = mkdtempSync(join(tmpdir(), 'node-'))
  readonly kernel = createLinuxKernel(this.root)
  readonly changes = new ChangeLog(() => 0)
  nowMs = 0
  agent!: NodeAgent
  service!: NodeService
  #authority!: Authority
  #atMs = 1_000

  static async open(cpus = CPUS): Promise<NodeStage> {
    const stage = new NodeStage()
    stage.#authority = await openAuthority(join(stage.root, 'authority'))
    await stage.start(cpus)
    return stage
  }

  /** A new start of the agent. */
  async start(node: NodeCpus, repair = false): Promise<void> {
    const { kernel, changes, root } = this
    const verifier = new AllocationVerifier(this.#authority.certificate, HOST)
    const told = await ToldAllocations.open(join(root, 'allocations.json'), verifier)
    const system = { hold: async () => undefined, keep: async () => undefined, refusal: '' }
    const more = { lacksRoom: async () => [], writeCpuset: cpusetWriter(kernel, '/cgroup'), nowMs: () => this.nowMs }
    const kubelet = () => readKubeletBook(kernel)
    this.agent = new NodeAgent({ node, verifier, changes, told, system, kubelet, ...more })
    const discover = async () => ({ host: { name: HOST }, faults: [] }) as unknown as DiscoveredHost
    this.service = new NodeService({
      agent: this.agent,
      kernel,
      cgroupRoot: '/cgroup',
      changes,
      discover,
      repair,
      system,
    })
  }

  /** What the adapter writes to `games/NAME`, signed later than whatever was signed before. */
  async signed(name: string, cpus: string): Promise<SignedAllocation> {
    const holding = {
      host: HOST,
      cpus,
      memoryMib: { 0: 64 },
      network: 'bridge',
      ip: '10.0.0.9',
      segment: 's1',
    } as const
    const allocation = formatAllocation({ ...holding, mac: '02:00:00:00:00:09' }, 'p1/1')
    const atMs = this.#atMs++
    const text = signedText({ host: HOST, namespace: 'games', name, uid: `u-${name}` }, atMs, allocation)
    return { allocation, signature: `${atMs}.${await this.#authority.signText(text)}` }
  }

  /** The sandbox of `games/NAME`; with an allocation when Cpus are named. */
  async sandbox(name: string, cpus: string | null = null): Promise<Sandbox> {
    const signed = cpus === null ? null : await this.signed(name, cpus)
    const annotations: Record<string, string> =
      signed === null ? {} : { [ANNOTATION_ALLOCATION]: signed.allocation, [ANNOTATION_SIGNATURE]: signed.signature }
    return { id: `s-${name}`, uid: `u-${name}`, namespace: 'games', name, annotations, isAlive: true, cgroupsPath: '' }
  }

  /** Writes a book of the kubelet. */
  book(of: 'cpu' | 'memory', text: object): void {
    this.write(`${KUBELET}/${of}_manager_state`, JSON.stringify(text))
  }

  /** The kernel has a container's group on these Cpus. */
  group(name: string, cpus: string): void {
    this.write(`/cgroup/${name}/cpuset.cpus.effective`, cpus)
    this.write(`/cgroup/${name}/cpuset.mems.effective`, '0')
  }

  /** A container's group asks for these lists by itself: it can be held to others. */
  asks(name: string, cpus: string, mems: string): void {
    this.write(`/cgroup/${name}/cpuset.cpus`, cpus)
    this.write(`/cgroup/${name}/cpuset.mems`, mems)
  }

  /** `CPUS/MEMS` that a container's group asks for. */
  asked(name: string): string {
    return ['cpus', 'mems']
      .map((file) => readFileSync(join(this.root, `/cgroup/${name}/cpuset.${file}`), 'utf8').trim())
      .join('/')
  }

  write(path: string, text: string): void {
    const at = join(this.root, path)
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, `${text}\n`)
  }

  async told(): Promise<readonly string[]> {
    return (await this.changes.after(0, NEVER)).changes.map(({ kind, detail }) => `${kind} ${detail}`)
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** The running container `game` of `games/NAME`, as the runtime's books have it. */
export function container(name: string, cpus = '', mems = ''): Container {
  const state = { isStarted: true, isStopped: false, cgroupsPath: `/${name}` }
  return { id: `c-${name}`, sandboxId: `s-${name}`, name: 'game', ...state, cpus, mems }
}

/** `ID CPUS/MEMS` of each update. */
export function linesOf(updates: readonly CpusetUpdate[]): readonly string[] {
  return updates.map(({ containerId, cpus, mems }) => `${containerId} ${cpus}/${mems}`)
}
