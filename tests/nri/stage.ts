import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ChangeLog } from '../../src/agent/change-log.ts'
import { keepNriDoor } from '../../src/agent/door/nri/nri-door.ts'
import { createLinuxKernel } from '../../src/agent/kernel/linux-kernel.ts'
import { cpusetWriter } from '../../src/agent/node/container-groups.ts'
import { readKubeletBook } from '../../src/agent/node/kubelet-book.ts'
import { NodeAgent } from '../../src/agent/node/node-agent.ts'
import { SystemFence } from '../../src/agent/node/system-fence.ts'
import { ToldAllocations } from '../../src/agent/node/told-allocations.ts'
import { AllocationVerifier } from '../../src/agent/node/verify-allocation.ts'
import { type Authority, openAuthority } from '../../src/live/certificates/authority.ts'
import { formatAllocation } from '../../src/model/parse/allocation.ts'
import {
  ANNOTATION_ALLOCATION,
  ANNOTATION_REQUIRED_PLUGINS,
  ANNOTATION_SIGNATURE,
  PLUGIN_NAME,
  type SignedAllocation,
  signedText,
} from '../../src/model/signed-allocation.ts'
import { RuntimeProgram } from './runtime-program.ts'

/** Two NumaNodes of four Cpus; the kernel numbers them 0 and 1; Cpus 0 and 4 are the system's. */
export const NODE = { online: [0, 1, 2, 3, 4, 5, 6, 7], reserved: [0, 4], kernelNumaIds: [0, 1] }
export const HOST = 'n1'

const WAIT_MS = 10_000

/** The runtime side of NRI, an agent at it (unless left out), and the adapter's authority. */
export class Stage {
  readonly runtime = new RuntimeProgram()
  readonly authority: Authority
  agent!: NodeAgent
  readonly log: string[] = []
  readonly #folder: string
  #ended = new AbortController()
  #door: Promise<void> = Promise.resolve()
  #atMs = 1_000

  private constructor(authority: Authority, folder: string) {
    this.authority = authority
    this.#folder = folder
  }

  static async open(): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'berth-authority-'))
    const stage = new Stage(await openAuthority(folder), folder)
    await stage.runtime.do('start')
    await stage.connect()
    return stage
  }

  async #newAgent(): Promise<NodeAgent> {
    const verifier = new AllocationVerifier(this.authority.certificate, HOST)
    const told = await ToldAllocations.open(this.#toldFile, verifier)
    const changes = new ChangeLog(() => 0)
    const system = await SystemFence.open({
      kernel: createLinuxKernel(),
      // No such folder: nothing but pods.
      cgroupRoot: join(this.#folder, 'cgroup'),
      path: join(this.#folder, 'system-groups.json'),
      ownPid: process.pid,
      keepSelf: async () => null,
      cpus: () => agent.placement,
      changes,
    })
    // The runtime's containers are none of this machine's.
    const kernel = createLinuxKernel(this.#folder)
    const kubelet = () => readKubeletBook(kernel)
    const rest = { writeCpuset: cpusetWriter(kernel, '/cgroup'), kubelet, nowMs: () => 0 }
    const lacksRoom = async () => []
    const agent: NodeAgent = new NodeAgent({ node: NODE, verifier, changes, told, lacksRoom, system, ...rest })
    return agent
  }

  get #toldFile(): string {
    return join(this.#folder, 'allocations.json')
  }

  /** The next agent knows nothing of what the one before was told. */
  forget(): void {
    rmSync(this.#toldFile, { force: true })
  }

  /** Starts a fresh agent and waits until the runtime has shown it what there is. */
  async connect(): Promise<void> {
    this.agent = await this.#newAgent()
    this.#ended = new AbortController()
    this.#door = keepNriDoor({
      socketPath: this.runtime.socketPath,
      name: PLUGIN_NAME,
      index: '10',
      hooks: this.agent,
      connected: (calls) => this.agent.connected(calls),
      log: (line) => this.log.push(line),
      signal: this.#ended.signal,
    })
    await this.until(() => this.agent.isConnected)
    // The runtime lists the plugin a moment after it has the answer.
    await this.runtime.do('look', { count: 50 })
  }

  async disconnect(): Promise<void> {
    this.#ended.abort()
    await this.#door
    await this.runtime.do('look', { count: 50 })
  }

  async until(isDone: () => boolean): Promise<void> {
    for (let waited = 0; !isDone(); waited += 10) {
      if (waited > WAIT_MS) throw new Error(`not within ${WAIT_MS} ms; ${this.log.join('; ')}\n${this.runtime.stderr}`)
      await sleep(10)
    }
  }

  /** What the adapter writes to a pod `games/NAME`, signed later than whatever was signed before. */
  async signed(
    name: string,
    cpus: string,
    numa: readonly number[],
    more: { uid?: string } = {},
  ): Promise<SignedAllocation> {
    const memoryMib = Object.fromEntries(numa.map((id) => [String(id), 64]))
    const holding = {
      host: HOST,
      cpus,
      memoryMib,
      network: 'bridge',
      ip: '10.0.0.9',
      segment: 's1',
      mac: '02:00:00:00:00:09',
    }
    const allocation = formatAllocation(holding as Parameters<typeof formatAllocation>[0], 'p1/1')
    const subject = { host: HOST, namespace: 'games', name, uid: more.uid ?? `u-${name}` }
    const atMs = this.#atMs++
    return { allocation, signature: `${atMs}.${await this.authority.signText(signedText(subject, atMs, allocation))}` }
  }

  /** A sandbox of `games/NAME` with these annotations. */
  pod(name: string, annotations: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return this.runtime.do('pod', { id: `s-${name}`, uid: `u-${name}`, namespace: 'games', name, annotations })
  }

  /** A pod with an allocation and its one running container. */
  async start(name: string, cpus: string, numa: readonly number[]): Promise<void> {
    await this.pod(name, annotationsOf(await this.signed(name, cpus, numa)))
    await this.runtime.do('create', { id: `c-${name}`, pod: `s-${name}`, name: 'game' })
  }

  /** What each container is held to, `ID CPUS/MEMS`, after `ms` for what runs behind. */
  async now(ms = 0): Promise<readonly string[]> {
    const { now } = await this.runtime.do('look', { count: ms })
    return now.map(({ id, cpus, mems }) => `${id} ${cpus}/${mems}`)
  }

  async close(): Promise<void> {
    this.#ended.abort()
    await this.#door
    this.runtime.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The annotations that the adapter writes. */
export function annotationsOf({ allocation, signature }: SignedAllocation): Record<string, string> {
  return {
    [ANNOTATION_ALLOCATION]: allocation,
    [ANNOTATION_SIGNATURE]: signature,
    [ANNOTATION_REQUIRED_PLUGINS]: JSON.stringify([PLUGIN_NAME]),
  }
}
