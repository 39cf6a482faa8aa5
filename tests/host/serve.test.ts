import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HoldingWords } from '../../src/model/decision.ts'
import type { PlanIntent } from '../../src/model/plan.ts'
import { AdapterProcess } from '../cli/adapter-process.ts'
import { agentWords, bringAgent, processOf } from './agent/agent.ts'
import { footprint, projectQuotasMib, vfsOf, viewOf } from './agent/kernel.ts'
import { isRunning, startInside, stopPods } from './agent/pods.ts'
import { DISK, HOST } from './agent/requests.ts'
import { OUTSIDE } from './lab/guest.ts'
import { sharedGuest } from './lab/shared.ts'

const POD = 'demo/z1/server-1'
const WORD = 'demo_z1_server-1'
const MIB = 1 << 20
const VLAN = 100
/** The guest shares its thread with all else that runs: answers take their time. */
const WAIT_MS = 300_000

const NETWORKS = {
  segments: [{ name: 'game', vlan: VLAN, subnet: '10.20.0.0/24', networks: ['sriov', 'bridge'] }],
  pools: [{ name: 'game', segment: 'game', ranges: ['10.20.0.10-10.20.0.99'], boundTo: { hosts: [HOST] } }],
}
const CREATE: PlanIntent = {
  kind: 'create',
  game: 'demo',
  zone: 'z1',
  component: 'server',
  pods: [POD],
  request: {
    cpus: 2,
    memoryMib: 128,
    diskMib: 64,
    ioKibps: 2048,
    network: 'sriov',
    numa: 'single',
    where: {},
    spread: [],
    profile: 'pack',
  },
}

const guest = sharedGuest()
let adapter: AdapterProcess
let agent: ReturnType<typeof processOf> | null = null
let before: object
let pid = 0

/** Makes, approves and pushes a plan by commands; what its one step gives the pod. */
async function pushed(name: string, intent: PlanIntent): Promise<HoldingWords | null> {
  const spec = { intents: [intent], gate: { timeoutMs: WAIT_MS, settleMs: 0 } }
  await adapter.approved(name, spec)
  const push = await adapter.as('ann', 'push', name)
  expect(push).toEqual({ code: 0, stdout: `${name}: applied, 1 of 1 steps applied\n`, stderr: '' })
  await adapter.must('ann', 'plans', 'close', name)
  return (await adapter.plan(name)).spec.steps[0].after
}

/** Compares what the kernel holds the process to with what was decided. */
async function expectHeld(after: HoldingWords | null, mib: number): Promise<void> {
  if (after === null) throw new Error('the step gives the pod nothing')
  const view = await viewOf(guest, pid)
  const [[numaNode, memory]] = Object.entries(after.memoryMib)
  expect(memory).toBe(mib)
  expect(view).toMatchObject({ group: `/berth/${WORD}`, allowedCpus: after.cpus, cpus: after.cpus, mems: numaNode })
  expect(view.memoryMaxBytes).toBe(mib * MIB)
  const device = (await guest.must('cat /sys/class/block/vdb/dev')).trim()
  const bytes = 2048 * 1024
  expect(view.io).toEqual([`${device} rbps=${bytes} wbps=${bytes} riops=max wiops=max`])
  expect(view.links).toMatchObject([{ mac: after.mac, isUp: true, addresses: [`${after.ip}/24`] }])
  expect(after.diskMib).toEqual({ [DISK]: 64 })
  expect(await projectQuotasMib(guest)).toEqual([64])
  const vf = Number(after.vf?.split(':')[1])
  expect((await vfsOf(guest, 'pf0'))[vf]).toMatchObject({ mac: after.mac, vlan: VLAN, isHome: false })
}

beforeAll(async () => {
  adapter = new AdapterProcess([
    ...['--target', 'agents', '--networks', 'networks.json', '--join-listen', '127.0.0.1:0', '--names', OUTSIDE],
  ])
  writeFileSync(join(adapter.folder, 'networks.json'), JSON.stringify(NETWORKS))
  await adapter.start()
  await adapter.add('ann', 'author,operator')
  await adapter.add('bob', 'approver')
  await adapter.add('root', 'admin')
  await bringAgent(guest)
  before = await footprint(guest, 'pf0')
}, WAIT_MS)

afterAll(async () => {
  await stopPods(guest)
  await agent?.stop()
  await adapter?.close()
}, WAIT_MS)

// One story, told in order: each part stands on those before it.
describe('berth serve --target agents', () => {
  it('has no fleet before a host has joined, and says so', async () => {
    const file = join(adapter.folder, 'early.json')
    const request = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name: 'early' } }
    writeFileSync(file, JSON.stringify({ ...request, spec: { intents: [CREATE] } }))
    const early = await adapter.as('ann', 'plans', 'create', file)
    expect([early.code, early.stderr.includes('no agent has joined yet')]).toEqual([6, true])
  })

  it('lets a real agent join by a token that a command gave out', async () => {
    const denied = await adapter.as('ann', 'agents', 'invite', HOST)
    expect(denied.code).toBe(4)
    const token = (await adapter.must('root', 'agents', 'invite', HOST, '-o', 'name')).trim()
    const [port] = /(?<=https:\/\/127\.0\.0\.1:)\d+/.exec(adapter.stderr) ?? []
    agent = processOf(guest, agentWords(guest, `https://${OUTSIDE}:${port}`, token), () => adapter.snapshot())
    await agent.start()
    expect(await adapter.must('ann', 'agents', 'list', '-o', 'name')).toBe(`${HOST}\n`)
    const { hosts, pods, fleet } = await adapter.snapshot()
    expect(hosts).toMatchObject([{ name: HOST, ready: true }])
    expect([pods, fleet.pools.map(({ name }) => name)]).toEqual([[], ['game']])
  })

  it('makes a pod on the host by a plan, and the kernel holds its process to it', async () => {
    const after = await pushed('make', CREATE)
    const command = `ip netns exec berth-${WORD} sleep infinity`
    pid = await startInside(guest, `/berth/${WORD}`, command)
    await expectHeld(after, 128)
  })

  it('gives the running process more after a restart of the adapter', async () => {
    expect((await adapter.stop()).code).toBe(130)
    await adapter.start()
    const after = await pushed('grow', { kind: 'resize', pod: POD, cpus: 3, memoryMib: 192 })
    await expectHeld(after, 192)
    expect(await isRunning(guest, pid)).toBe(true)
  })

  it('takes all of it back by a plan, and the process runs on without limits', async () => {
    expect(await pushed('end', { kind: 'release', pod: POD })).toBeNull()
    const view = await viewOf(guest, pid)
    expect([view.group, view.allowedCpus, view.memoryMaxBytes]).toEqual(['/', '0-7', 'max'])
    await stopPods(guest, [pid])
    expect((await adapter.snapshot()).pods).toEqual([])
    expect(await footprint(guest, 'pf0')).toEqual(before)
  })
})
