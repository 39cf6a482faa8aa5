import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { lab, nriRuntime } from '../../scripts/labs/nri.mjs'
import { ChangeLog } from '../../src/agent/change-log.ts'
import { openHttpsDoor } from '../../src/agent/door/https-door.ts'
import { createNodeApp } from '../../src/agent/door/node-app.ts'
import { keepNriDoor } from '../../src/agent/door/nri/nri-door.ts'
import { createLinuxKernel } from '../../src/agent/kernel/linux-kernel.ts'
import { cpusetWriter } from '../../src/agent/node/container-groups.ts'
import { readKubeletBook } from '../../src/agent/node/kubelet-book.ts'
import { NodeAgent } from '../../src/agent/node/node-agent.ts'
import { NodeService } from '../../src/agent/node/node-service.ts'
import { SystemFence } from '../../src/agent/node/system-fence.ts'
import { ToldAllocations } from '../../src/agent/node/told-allocations.ts'
import { AllocationVerifier } from '../../src/agent/node/verify-allocation.ts'
import { formatCpuList, parseCpuList } from '../../src/base/cpu-list.ts'
import { type Authority, openAuthority } from '../../src/live/certificates/authority.ts'
import type { AgentAddress } from '../../src/live/targets/agents/agent-client.ts'
import { ownCredentials } from '../../src/live/targets/agents/own-credentials.ts'
import type { HoldingWords } from '../../src/model/decision.ts'
import type { Host } from '../../src/model/fleet.ts'
import { RuntimeProgram } from '../nri/runtime-program.ts'
import { type Cluster, startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { drive } from './target/drive.ts'
import { accountWith, PODS, roleRules, Stage } from './target/stage.ts'
import { freeCpus, stepOf } from './target/steps.ts'

/** The adapter with a real API server on one side and, behind an agent's door, the runtime side of NRI on the other. */

const installed = lab.isInstalled()
const { hosts } = labFleet(2)

let folder: string
let cluster: Cluster
let stage: Stage
let runtime: RuntimeProgram
let close: () => Promise<void>

beforeAll(async () => {
  if (!installed.ok) return
  process.env['BERTH_NRI_RUNTIME'] = nriRuntime()
  folder = mkdtempSync(join(tmpdir(), 'berth-node-agent-'))
  runtime = new RuntimeProgram()
  await runtime.do('start')
  const authority = await openAuthority(folder)
  const agent = await startAgent(authority, hosts[0])
  cluster = await startCluster({ nodes: 2 })
  await cluster.create([networksOf(labFleet(2), 'default')])
  stage = await Stage.open(cluster, await accountWith(cluster, 'berth', roleRules()), 30_000, {
    nodeAgents: {
      sign: (text) => authority.signText(text),
      credentials: ownCredentials(authority),
      agents: () => [agent.address],
    },
  })
  close = async () => {
    await stage.target.close()
    await cluster.stop()
    await agent.close()
    runtime.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
afterAll(() => close?.())

async function startAgent(
  authority: Authority,
  host: Host,
): Promise<{ address: AgentAddress; close(): Promise<void> }> {
  const { name, numaNodes, reservedCpus } = host
  const online = numaNodes.flatMap(({ cores }) => cores.flat()).sort((a, b) => a - b)
  const node = { online, reserved: parseCpuList(reservedCpus) ?? [], kernelNumaIds: numaNodes.map((_, i) => i) }
  const changes = new ChangeLog(() => Date.now())
  const verifier = new AllocationVerifier(authority.certificate, name)
  const told = await ToldAllocations.open(join(folder, 'allocations.json'), verifier)
  const system = await SystemFence.open({
    kernel: createLinuxKernel(),
    // No such folder: nothing but pods.
    cgroupRoot: join(folder, 'cgroup'),
    path: join(folder, 'system-groups.json'),
    ownPid: process.pid,
    keepSelf: async () => null,
    cpus: () => agent.placement,
    changes,
  })
  // The runtime's containers are none of this machine's.
  const kernel = createLinuxKernel(folder)
  const kubelet = () => readKubeletBook(kernel)
  const rest = { writeCpuset: cpusetWriter(kernel, '/cgroup'), kubelet, nowMs: () => 0 }
  const lacksRoom = async () => []
  const agent: NodeAgent = new NodeAgent({ node, verifier, changes, told, lacksRoom, system, ...rest })
  const ended = new AbortController()
  const kept = keepNriDoor({
    socketPath: runtime.socketPath,
    name: 'berth',
    index: '10',
    hooks: agent,
    connected: (calls) => agent.connected(calls),
    log: () => undefined,
    signal: ended.signal,
  })
  await vi.waitUntil(() => agent.isConnected, { timeout: 10_000 })
  const discover = async () => ({ host, kernelNumaIds: node.kernelNumaIds, disks: [], faults: [] })
  const options = { agent, kernel: createLinuxKernel(), cgroupRoot: folder, changes, discover, repair: false, system }
  const issued = await authority.issue({ role: 'agent', name, hosts: ['127.0.0.1'], lifetimeMs: 600_000 })
  const door = await openHttpsDoor({
    address: '127.0.0.1',
    port: 0,
    identity: { key: issued.key, certificate: issued.certificate, authority: authority.certificate },
    callers: ['adapter'],
    fetch: createNodeApp(new NodeService(options)).fetch,
  })
  return {
    address: { host: name, address: `https://127.0.0.1:${door.port}`, certificateName: name },
    async close() {
      ended.abort()
      await door.close()
      await kept
    },
  }
}

/** A pod that Berth has bound to a host, with its container as a kubelet has it made from what the server says. */
async function startedPod(name: string, hostIndex: number) {
  const pod = await stage.boundPod(name, {}, hostIndex)
  const { metadata } = await cluster.ask('GET', `${PODS}/${name}`)
  const { uid, namespace, annotations } = metadata
  await runtime.do('pod', { id: `s-${name}`, uid, namespace, name, annotations })
  const created = await runtime.ask('create', { id: `c-${name}`, pod: `s-${name}`, name: 'game' })
  return { pod, annotations, created }
}

const cpusOf = async (id: string) => (await runtime.do('look')).now.find((each) => each.id === id)?.cpus

async function sizeOf(name: string): Promise<string> {
  const { spec } = await cluster.ask('GET', `${PODS}/${name}`)
  return spec.containers[0].resources.requests.cpu
}

it('pins what it binds, and grows and shrinks it: cpuset before spec, and spec before cpuset', async (context) => {
  if (!installed.ok) return context.skip(`needs the program of NRI: ${installed.reason}`)
  const { pod, annotations, created } = await startedPod('exact', 0)
  const had = (pod.holding as HoldingWords).cpus as string
  expect(annotations['required-plugins.noderesource.dev']).toBe('["berth"]')
  expect(created.done).toEqual([{ id: 'c-exact', cpus: had, mems: '0' }])

  const { snapshot } = await stage.snapshotWith('exact')
  const [more] = freeCpus(snapshot, hosts[0], 1)
  const cpus = formatCpuList([...(parseCpuList(had) ?? []), more].sort((a, b) => a - b))
  const grow = stepOf('resize', pod, { ...(pod.holding as HoldingWords), cpus })
  await runtime.do('fail', { id: 'c-exact', count: 1 })
  const { outcome } = await drive(stage.target, grow, { plan: 'refused' })
  expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('c-exact is not updated') })
  expect([await cpusOf('c-exact'), await sizeOf('exact')], 'nothing has grown').toEqual([had, '2'])

  expect((await drive(stage.target, grow, { plan: 'grow' })).outcome).toEqual({ kind: 'done' })
  expect([await cpusOf('c-exact'), await sizeOf('exact')]).toEqual([cpus, '3'])

  const { pod: grown } = await stage.snapshotWith('exact')
  const seen: (string | undefined)[] = []
  const before = async (call: string): Promise<void> => {
    if (call === 'await-resize') seen.push(await cpusOf('c-exact'), await sizeOf('exact'))
  }
  const shrink = stepOf('resize', grown, pod.holding as HoldingWords)
  expect((await drive(stage.target, shrink, { plan: 'shrink', before })).outcome).toEqual({ kind: 'done' })
  expect(seen, 'the spec is small and the containers still have all').toEqual([cpus, '2'])
  expect(await cpusOf('c-exact')).toBe(had)
})

it('signs for every host, and requires no plugin where no agent has joined', async (context) => {
  if (!installed.ok) return context.skip(`needs the program of NRI: ${installed.reason}`)
  const pod = await stage.boundPod('plain', {}, 1)
  const { metadata } = await cluster.ask('GET', `${PODS}/plain`)
  expect(metadata.annotations['berth.dev/allocation-signature']).toMatch(/^\d+\./)
  expect(metadata.annotations['required-plugins.noderesource.dev']).toBeUndefined()
  const larger = stepOf('resize', pod, { ...(pod.holding as HoldingWords), memoryMib: { 0: 2048 } })
  expect((await drive(stage.target, larger, { plan: 'larger' })).outcome).toEqual({ kind: 'done' })
})
