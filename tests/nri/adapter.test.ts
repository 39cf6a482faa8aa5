import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RunningAgent, runAgent } from '../../src/agent/run-agent.ts'
import { formatCpuList, parseCpuList } from '../../src/base/cpu-list.ts'
import { type Authority, openAuthority } from '../../src/live/certificates/authority.ts'
import { type AgentAddress, AgentClient } from '../../src/live/targets/agents/agent-client.ts'
import { AgentWatch } from '../../src/live/targets/agents/agent-watch.ts'
import { openJoinDoor } from '../../src/live/targets/agents/join-door.ts'
import { ownCredentials } from '../../src/live/targets/agents/own-credentials.ts'
import { NodeAgents } from '../../src/live/targets/kubernetes/node-agents.ts'
import type { KubePod } from '../../src/live/targets/kubernetes/objects.ts'
import { formatAllocation } from '../../src/model/parse/allocation.ts'
import { RuntimeProgram } from './runtime-program.ts'

/** `berth agent --nri` of this very machine, as a person starts it, and the part of the adapter that talks to it. */

const SECRET = 'b'.repeat(32)
const HOST = 'n1'
const NEVER = new AbortController().signal

let folder: string
let runtime: RuntimeProgram
let authority: Authority
let agent: RunningAgent
let adapter: NodeAgents
let client: AgentClient
let watch: AgentWatch
let joined: AgentAddress[]
let close: () => Promise<void>
const log: string[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'berth-node-'))
  runtime = new RuntimeProgram()
  await runtime.do('start')
  authority = await openAuthority(join(folder, 'authority'))
  const unspent = new Set([createHash('sha256').update(SECRET).digest('hex')])
  const door = await openJoinDoor({
    authority,
    address: '127.0.0.1',
    port: 0,
    hosts: ['127.0.0.1'],
    lifetimeMs: 60_000,
    book: {
      spend: (_, secret) => unspent.delete(secret),
      put: () => undefined,
      renew: () => undefined,
      joined: () => null,
    },
    onAsked: () => undefined,
  })
  agent = await runAgent({
    adapter: new URL(`https://127.0.0.1:${door.port}`),
    token: { secret: SECRET, authoritySha256: authority.fingerprint },
    place: { ...PLACE, disks: [] },
    listen: { address: '127.0.0.1', port: 0 },
    address: 'https://127.0.0.1:1',
    stateFolder: join(folder, 'state'),
    cgroupRoot: join(folder, 'cgroup'),
    uplink: null,
    driftMs: 100,
    repair: true,
    nriSocket: runtime.socketPath,
    publish: null,
    log: (line) => log.push(line),
  })
  joined = [{ host: HOST, address: `https://127.0.0.1:${agent.door.port}`, certificateName: HOST }]
  const credentials = ownCredentials(authority)
  adapter = new NodeAgents({ sign: (text) => authority.signText(text), credentials, agents: () => joined })
  client = new AgentClient(credentials)
  watch = new AgentWatch({ credentials, agents: () => joined, nowMs: () => 7_000 })
  await expect
    .poll(async () => (await hostFaults()).some((path) => path === 'runtime'), { timeout: 10_000 })
    .toBe(false)
  await runtime.do('look', { count: 50 })
  close = async () => {
    await agent.close()
    await door.close()
    await adapter.close()
    await client.close()
    await watch.close()
  }
})
afterEach(async () => {
  await close()
  runtime.close()
  rmSync(folder, { recursive: true, force: true })
})

const PLACE = {
  name: HOST,
  region: 'r',
  idc: 'i',
  module: 'm',
  rack: 'k',
  topology: 'discovered',
  reservedCpus: '',
  reservedMemoryMib: 0,
}

async function hostFaults(): Promise<readonly string[]> {
  const answer = await client.host(joined[0], NEVER)
  return answer.kind === 'ok' ? answer.value.faults.map(({ path }) => path) : ['no answer']
}

/** The pod `games/a` as the API server shows it once the adapter has written this allocation to it. */
async function written(cpus: string): Promise<KubePod> {
  const pod = { metadata: { namespace: 'games', name: 'a', uid: 'u-a', resourceVersion: '1' } } as KubePod
  const holding = { host: HOST, cpus, memoryMib: { 0: 64 }, network: 'bridge', ip: '10.0.0.9', segment: 's' } as const
  const allocation = formatAllocation({ ...holding, mac: '02:00:00:00:00:09' }, 'p1/1')
  const annotations = await adapter.annotationsFor(pod, HOST, allocation)
  return { ...pod, metadata: { ...pod.metadata, annotations } }
}

async function start(pod: KubePod): Promise<void> {
  const { name, namespace, uid, annotations } = pod.metadata
  await runtime.do('pod', { id: 's-a', uid, namespace, name, annotations })
  await runtime.do('create', { id: 'c-a', pod: 's-a', name: 'game' })
}

const now = async () => (await runtime.do('look', { count: 50 })).now.map(({ cpus, mems }) => `${cpus}/${mems}`)

it('takes what the adapter writes, and later what the adapter says', async () => {
  await start(await written('1'))
  expect(await now()).toEqual(['1/0'])
  // The same Cpu: a machine of two has no other to spare, and what a runtime is told shows all the same.
  await runtime.do('fail', { id: 'c-a', count: 1 })
  const failed = await adapter.tell(await written('1'), HOST, NEVER)
  expect(failed).toMatchObject({ kind: 'refused', reason: expect.stringContaining('c-a is not updated') })
  const asked = async () => (await runtime.do('look')).done
  await asked()
  expect(await adapter.tell(await written('1'), HOST, NEVER)).toBeNull()
  expect(await asked()).toEqual([{ id: 'c-a', cpus: '1', mems: '0' }])
  expect(await adapter.tell(await written('1'), HOST, NEVER)).toBeNull()
  expect(await asked(), 'asked once more, it is so already').toEqual([])
  group('c-a', '0-1')
  expect(await adapter.tell(await written('1'), HOST, NEVER)).toMatchObject({ kind: 'unreachable' })
  expect((await asked())[0], 'unless somebody changed it by hand').toEqual({ id: 'c-a', cpus: '1', mems: '0' })
  group('c-a', '1')
  const listed = await client.pods(joined[0], NEVER)
  expect(listed).toMatchObject({
    kind: 'ok',
    value: { isConnected: true, pods: [{ uid: 'u-a', wanted: { cpus: '1', mems: '0' }, drift: [] }] },
  })
})

it('keeps for a pod that has not begun what it is told', async () => {
  const pod = await written('1')
  expect(await adapter.tell(await written('0'), HOST, NEVER)).toBeNull()
  await start(pod)
  expect(await now()).toEqual(['0/0'])
})

it('says no to the adapter with the reason', async () => {
  await start(await written('1'))
  const beyond = await adapter.tell(await written('700'), HOST, NEVER)
  expect(beyond).toMatchObject({
    kind: 'clash',
    reason: expect.stringContaining('cpus: found 700, expected online Cpus'),
  })
  const pod = await written('0')
  const forged = { ...pod.metadata.annotations, 'berth.dev/allocation-signature': '' }
  const answer = await adapter.tell({ ...pod, metadata: { ...pod.metadata, annotations: forged } }, HOST, NEVER)
  expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringContaining('expected a text') })
  await runtime.kill()
  await expect.poll(hostFaults, { timeout: 10_000 }).toContain('runtime')
  expect(await adapter.tell(pod, HOST, NEVER)).toMatchObject({ kind: 'unreachable' })
})

it('signs without requiring a plugin where no agent has joined, and then tells nobody', async () => {
  joined.length = 0
  const pod = await written('1')
  expect(Object.keys(pod.metadata.annotations ?? {})).toEqual([
    'berth.dev/allocation',
    'berth.dev/allocation-signature',
  ])
  expect(await adapter.tell(pod, HOST, NEVER)).toBeNull()
})

it('tells what the kernel has otherwise, and puts it back', async () => {
  const made = group('c-a', '1')
  await start(await written('1'))
  await runtime.do('look')
  log.length = 0
  writeFileSync(join(made, 'cpuset.cpus.effective'), '0-1\n')
  await expect
    .poll(() => log, { timeout: 5_000 })
    .toContain('drift games/a: containers.game.cpus: found 0-1, expected 1')
  await expect.poll(() => log, { timeout: 5_000 }).toContain('repaired games/a: containers put back')
  expect((await runtime.do('look')).done[0]).toEqual({ id: 'c-a', cpus: '1', mems: '0' })
})

it('says what memory was left behind, which no second try would move', async () => {
  log.length = 0
  const made = group('c-a', '1')
  const holds = (bytes: number) =>
    writeFileSync(join(made, 'memory.numa_stat'), `anon N0=4096 N1=${bytes}\nfile N1=9999999\n`)
  holds(41 << 20)
  await start(await written('1'))
  const told = await adapter.tell(await written('1'), HOST, NEVER)
  const reason = `${HOST}: containers.game.memory of a: found 41 MiB on NumaNode 1, expected all of it on NumaNode 0`
  expect(told).toEqual({ kind: 'unreachable', reason })
  const drift = 'drift games/a: containers.game.memory: found 41 MiB on NumaNode 1, expected all of it on NumaNode 0'
  await expect.poll(() => log, { timeout: 5_000 }).toContain(drift)
  await runtime.do('look', { count: 500 })
  expect(log.filter((line) => line.includes('put back'))).toEqual([])
  holds(100_000)
  await expect.poll(() => log, { timeout: 5_000 }).toContain('repaired games/a: as decided again')
  expect(await adapter.tell(await written('1'), HOST, NEVER)).toBeNull()
})

it('tells of no drift while the runtime is still at work on it', async () => {
  log.length = 0
  group('c-plain', '0')
  await runtime.do('pod', { id: 's-plain', uid: 'u-plain', namespace: 'games', name: 'plain' })
  await runtime.do('create', { id: 'c-plain', pod: 's-plain', name: 'game' })
  await start(await written('1'))
  await runtime.do('slow', { id: 'c-plain', count: 2_000 })
  await runtime.do('stopPod', { pod: 's-a' })
  await sleep(1_000)
  const all = readFileSync('/sys/devices/system/cpu/online', 'utf8').trim()
  const drift = `drift games/plain: containers.game.cpus: found 0, expected ${all}`
  expect(log).not.toContain(drift)
  await expect.poll(() => log, { timeout: 10_000 }).toContain(drift)
})

it('takes a pod whose groups are gone for ended, though the runtime says nothing', async () => {
  const [container, sandbox] = ['c-a', 's-a'].map((id) => group(id, '1'))
  await start(await written('1'))
  await runtime.do('look', { count: 500 })
  expect(await containerCounts()).toEqual([1])
  rmSync(container, { recursive: true })
  await expect.poll(containerCounts, { timeout: 5_000 }).toEqual([0])
  await runtime.do('look', { count: 300 })
  expect(await containerCounts(), 'its next container comes to the same Cpus').toEqual([0])
  rmSync(sandbox, { recursive: true })
  await expect.poll(containerCounts, { timeout: 5_000 }).toEqual([])
  expect(log.some((line) => line.startsWith('released games/a'))).toBe(true)
})

it('takes a pod for ended of which it never saw a container', async () => {
  const sandbox = group('s-a', '0-1')
  const { name, namespace, uid, annotations } = (await written('1')).metadata
  await runtime.do('pod', { id: 's-a', uid, namespace, name, annotations })
  await runtime.kill()
  await expect.poll(hostFaults, { timeout: 10_000 }).toContain('runtime')
  await runtime.restart()
  await expect.poll(containerCounts, { timeout: 10_000 }).toEqual([0])
  await runtime.do('look', { count: 500 })
  rmSync(sandbox, { recursive: true })
  await expect.poll(containerCounts, { timeout: 5_000 }).toEqual([])
})

/** How many containers each pod with an allocation has; null without an answer. */
async function containerCounts(): Promise<readonly number[] | null> {
  const answer = await client.pods(joined[0], NEVER)
  return answer.kind === 'ok' ? answer.value.pods.map(({ containers }) => containers.length) : null
}

/** The cgroup of a sandbox or container, as the kernel shows it: held to these Cpus and NumaNode 0. Its folder. */
function group(id: string, cpus: string): string {
  const made = join(folder, 'cgroup', 'kubepods', id)
  mkdirSync(made, { recursive: true })
  writeFileSync(join(made, 'cpuset.cpus.effective'), `${cpus}\n`)
  writeFileSync(join(made, 'cpuset.mems.effective'), '0\n')
  return made
}

it('shows the adapter how each agent is, also one that is away', async () => {
  group('c-a', '0-1')
  const health = async () => {
    await watch.look()
    return watch.agents.get(HOST)
  }
  expect(watch.agents.get(HOST)).toMatchObject({ reason: 'not asked yet', lastSeenMs: null, node: null })
  const fence = (sharedCpus: string, isConnected = true) => ({
    isConnected,
    sharedCpus,
    kubeletPolicy: null,
    unfenced: '',
  })
  const all = (await health())?.node?.sharedCpus ?? ''
  expect(all).toMatch(/^0-/)
  await start(await written('1'))
  const others = formatCpuList((parseCpuList(all) ?? []).filter((cpu) => cpu !== 1))
  expect(await health()).toMatchObject({ reason: '', lastSeenMs: 7_000, drifted: 1, node: fence(others) })
  await runtime.kill()
  await expect.poll(async () => (await health())?.node?.isConnected, { timeout: 10_000 }).toBe(false)
  await agent.door.close()
  expect(await health()).toMatchObject({ reason: expect.stringContaining(HOST), lastSeenMs: 7_000, drifted: 1 })
  joined.length = 0
  expect([await health(), watch.agents.size]).toEqual([undefined, 0])
})
