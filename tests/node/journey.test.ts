import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { violations } from '../browser/axe.ts'
import { confirm, type PushServer, startPushServer, untilFleet, untilPlan } from '../browser/push-server.ts'
import type { Answer } from '../cluster/lab/client.ts'
import { isReady } from '../cluster/lab/cluster.ts'
import type { AgentOnGuest } from '../host/agent/agent.ts'
import { cgroupsOf } from './lab/cgroups.ts'
import { type ContainerView, holdMemory, viewOf } from './lab/container.ts'
import { NODE } from './lab/kubelet.ts'
import { type NodeLab, untilNode } from './lab/node.ts'
import { deletePod, makePod, podWhen, runningPod } from './lab/pods.ts'
import { joinGuest, serveWords } from './lab/served.ts'
import { sharedNode } from './lab/shared.ts'

// An operator at the workbench, with Nodes of both kinds: the guest's and those that KWOK plays.

const MIB = 1 << 20
/** What the cache leaves of its NumaNode: the shard's, and a little. */
const LEFT_MIB = 64 + 16
const HELD_MIB = 40
/** A plan on an emulated Node beside other work. */
const PLAN_MS = 300_000
const GATE_S = '280'
const HALLS = ['hall-a', 'hall-b', 'hall-c']
const NAMES = ['cache', 'lobby', 'shard', ...HALLS]
/** Folder for pictures of the page; none are taken without. */
const PICTURES = process.env['BERTH_PICTURES']

let lab: NodeLab
let server: PushServer
let agent: AgentOnGuest
let ann: Page
let bob: Page
const complaints: string[][] = []

// For each try anew: what a broken one leaves of plans is in nobody's way.
beforeEach(async () => {
  lab = sharedNode()
  complaints.length = 0
  const { words, joinPort } = await serveWords(lab)
  server = await startPushServer(words)
  agent = await joinGuest(lab, server.adapter, joinPort)
})
afterEach(async () => {
  for (const name of [...NAMES, 'plain']) await deletePod(lab, name)
  await agent?.close()
  await server?.close()
  await lab.close()
})

const podNow = (name: string) => lab.ask('GET', `/api/v1/namespaces/default/pods/${name}`)
const view = async (name: string): Promise<ContainerView> => viewOf(lab.guest, await podNow(name))
const anonMib = async (name: string) => (await view(name)).anonBytes.map((bytes) => Math.floor(bytes / MIB))
const processOf = ({ pid, startTime }: ContainerView) => ({ pid, startTime })

async function open(person: 'ann' | 'bob', path: string): Promise<Page> {
  const { page, complaints: own } = await server.open(person, path)
  complaints.push(own)
  await untilFleet(page)
  return page
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ]) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(300)
      await page.screenshot({ path: `${PICTURES}/${name}-${width}-${colorScheme}.png` })
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** Three pods for the guest's two NumaNodes, three for the others; none has a place. */
async function makePods(cacheMib: number): Promise<void> {
  const make = (name: string, cpu: string, memoryMib: number, where: object) => {
    const annotations = { 'berth.dev/request': JSON.stringify({ network: 'bridge', where }) }
    return makePod(lab, name, { cpu, memoryMib }, { annotations, labels: { 'berth.dev/game': 'arena' } })
  }
  await make('cache', '2', cacheMib, { modules: ['m1'] })
  await make('lobby', '2', 64, { modules: ['m1'] })
  await make('shard', '1', 64, { modules: ['m1'] })
  for (const name of HALLS) await make(name, '2', 1024, { regions: ['south'] })
}

/** The author picks a pod by its name and says what is to become of it. */
async function pick(name: string): Promise<void> {
  await ann.getByLabel('Pod or host').fill(`default/${name}`)
  await ann.getByRole('button', { name: 'Pick' }).click()
  await ann.getByRole('heading', { name: `default/${name}` }).waitFor()
}

async function planSize(name: string, cpus: number, memoryMib: number): Promise<void> {
  await ann.keyboard.press('2')
  await pick(name)
  await ann.getByLabel('Cpus', { exact: true }).fill(String(cpus))
  await ann.getByLabel('Memory, MiB').fill(String(memoryMib))
  await ann.getByRole('button', { name: 'Plan this size' }).click()
}

/** What is on the bench becomes a plan, which the other approves and begins to apply. */
async function begun(name: string): Promise<void> {
  await ann.getByLabel('Name', { exact: true }).fill(name)
  await ann.getByLabel('Healthy within, s').fill(GATE_S)
  await ann.getByRole('button', { name: 'Make the plan' }).click()
  await untilPlan(ann, 'draft')
  await confirm(ann, 'propose')
  await bob.goto(`${server.url}/push/${name}`)
  await untilFleet(bob)
  await confirm(bob, 'approve')
  await confirm(bob, 'apply')
}

/** As begun; both see it done. Its steps. */
async function pushed(name: string): Promise<Plan['spec']['steps']> {
  await begun(name)
  await untilPlan(bob, 'applied', PLAN_MS)
  await untilPlan(ann, 'applied')
  return (await server.plan(name)).spec.steps
}

async function rolledBack(name: string): Promise<void> {
  await bob.goto(`${server.url}/push/${name}`)
  await untilFleet(bob)
  await confirm(bob, 'rollback')
  await untilPlan(bob, 'rolled-back', PLAN_MS)
}

/** The Cpus of all that no plan gave any: what a pod without an allocation may run on. */
const fence = async () => (await view('plain')).allowedCpus

async function pushSix(): Promise<void> {
  const { fleet } = await server.snapshot()
  const [numa0] = fleet.hosts.find(({ name }) => name === NODE)?.numaNodes ?? []
  await makePods(numa0.memoryMib - LEFT_MIB)
  await ann.getByRole('button', { name: 'Refresh' }).click()
  await ann.getByRole('button', { name: 'Plan a place for all 6 pods' }).click()
  const steps = await pushed('evening')
  const hostOf = Object.fromEntries(steps.map(({ objectName, after }) => [objectName.split('/')[1], after?.host]))
  expect(['cache', 'lobby', 'shard'].map((name) => hostOf[name])).toEqual([NODE, NODE, NODE])
  for (const name of HALLS) expect(hostOf[name]).not.toBe(NODE)
  for (const name of NAMES) await podWhen(lab, name, 'Ready', isReady)
  expect(await view('cache')).toMatchObject({ cpus: '1-2', mems: '0' })
  expect(await view('lobby')).toMatchObject({ cpus: '5-6', mems: '1', allowedCpus: '5-6', cpuMax: '200000 100000' })
  expect(await view('shard')).toMatchObject({ cpus: '3', mems: '0' })
  expect(await fence()).toBe('0,4,7')
  await picture(ann, 'evening')
}

/** One grows from 2 to 3 Cpus while it counts, and is taken back. */
async function growAndBack(): Promise<void> {
  const lobby = await view('lobby')
  await planSize('lobby', 3, 64)
  const [growth] = await pushed('more-lobby')
  expect([growth.before?.cpus, growth.after?.cpus]).toEqual(['5-6', '5-7'])
  const grown = await view('lobby')
  expect(grown).toMatchObject({ cpus: '5-7', allowedCpus: '5-7', cpuMax: '300000 100000', ...processOf(lobby) })
  expect(grown.ticks).toBeGreaterThan(lobby.ticks)
  expect(await fence()).toBe('0,4')
  await picture(bob, 'grown')
  await rolledBack('more-lobby')
  const smaller = await view('lobby')
  expect(smaller).toMatchObject({ cpus: '5-6', cpuMax: '200000 100000', ...processOf(lobby) })
  expect(smaller.ticks).toBeGreaterThan(grown.ticks)
}

/** Its NumaNode is full: one grows over to the other and gives up the first, its memory with it, and is taken back. */
async function moveAndBack(): Promise<void> {
  const shard = await view('shard')
  await holdMemory(lab.guest, shard.pid, HELD_MIB)
  await untilNode('memory held', async () => ((await anonMib('shard'))[0] >= HELD_MIB ? true : null))
  await planSize('shard', 2, 200)
  await pushed('shard-over')
  expect(await view('shard')).toMatchObject({ cpus: '3,7', mems: '0-1', ...processOf(shard) })
  await planSize('shard', 1, 96)
  const [across] = await pushed('shard-across')
  expect([across.after?.cpus, across.after?.memoryMib]).toEqual(['7', { 1: 96 }])
  const moved = await view('shard')
  expect(moved).toMatchObject({ cpus: '7', mems: '1', allowedCpus: '7', allowedMems: '1', ...processOf(shard) })
  const [left, there] = await anonMib('shard')
  expect([left, there >= HELD_MIB]).toEqual([0, true])
  await picture(bob, 'moved')
  expect(await violations(bob)).toEqual([])
  await rolledBack('shard-across')
  await rolledBack('shard-over')
  const home = await view('shard')
  expect(home).toMatchObject({ cpus: '3', mems: '0', memoryMax: String(64 * MIB), ...processOf(shard) })
  expect(home.ticks).toBeGreaterThan(moved.ticks)
  expect((await anonMib('shard'))[1]).toBe(0)
  expect((await agent.nodePods()).pods.flatMap(({ drift }) => drift)).toEqual([])
}

const podsLeft = async () => {
  const { items } = await lab.ask('GET', '/api/v1/namespaces/default/pods')
  return NAMES.filter((name) => items.some(({ metadata }: Answer['body']) => metadata.name === name)).length
}

/** The adapter is killed in the middle of it and goes on by itself: pages that were open then complain, rightly. */
async function releaseAll(): Promise<void> {
  for (const name of NAMES) {
    await ann.keyboard.press('2')
    await pick(name)
    await ann.getByRole('button', { name: 'Plan a release' }).click()
  }
  await begun('night')
  await server.adapter.untilPlan('night', ({ status }) => status.state === 'applying')
  expect(complaints.flat()).toEqual([])
  await server.adapter.kill()
  expect(await podsLeft(), 'killed in the middle').toBeGreaterThan(0)
  await server.adapter.start()
  await server.adapter.untilPlan('night', ({ status }) => status.state === 'applied', PLAN_MS)
  await untilNode('all gone', async () => ((await podsLeft()) === 0 ? true : null))
}

it('six pods go onto both kinds of Node, one grows, one moves to the other NumaNode, and all goes back', async () => {
  await runningPod(lab, 'plain', { cpu: '0', memoryMib: 0 }, { schedulerName: 'default-scheduler' })
  const before = await cgroupsOf(lab.guest)
  ann = await open('ann', '/push')
  bob = await open('bob', '/push')
  await pushSix()
  await growAndBack()
  await moveAndBack()
  await releaseAll()
  const asBefore = async () => ((await cgroupsOf(lab.guest)) === before ? true : null)
  // What they differ in is worth more than that they do.
  await untilNode('every cgroup as before', asBefore).catch(async () => expect(await cgroupsOf(lab.guest)).toBe(before))
}, 1_800_000)
