import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatCpuList, parseCpuList } from '../../src/base/cpu-list.ts'
import { randomStream } from '../../src/base/random.ts'
import { type NodeAdapter, type Place, startAdapter } from './lab/adapter.ts'
import { type ContainerView, viewOf } from './lab/container.ts'
import { type NodeLab, untilNode } from './lab/node.ts'
import { deletePod, runningPod } from './lab/pods.ts'
import { sharedNode } from './lab/shared.ts'

// Random decisions on a real Node: each is read back in every field, and what is left for others; each tenth time all.

const DECISIONS = 50
const SEED = 20_261_129
const MIB = 1 << 20
/** Not reserved: three Cpus of each NumaNode. */
const CPUS = [1, 2, 3, 5, 6, 7]
const PODS_MAX = 3
/** What a running container's resize may take from the decision to the last field read back. */
const RESIZE_MS = 3_000

interface Live {
  readonly pod: Awaited<ReturnType<NodeAdapter['start']>>
  readonly first: ContainerView
  place: Place
}

let lab: NodeLab
let adapter: NodeAdapter
let plain: Live['pod']
const live = new Map<string, Live>()
const random = randomStream(SEED, 'decisions')

beforeAll(async () => {
  lab = sharedNode()
  adapter = await startAdapter(lab)
  // It asks for nothing: the kubelet lets pods ask for the six Cpus that are not reserved, and no more.
  plain = await runningPod(lab, 'plain', { cpu: '0', memoryMib: 0 })
})
afterAll(async () => {
  for (const name of [...live.keys(), 'plain']) await deletePod(lab, name)
  await adapter?.close()
  await lab.close()
})

it(`${DECISIONS} random decisions are read back equal in every field`, async () => {
  const resizeMs: number[] = []
  const done: Record<string, number> = { place: 0, resize: 0, release: 0 }
  for (let i = 0; i < DECISIONS; i++) {
    const kind = kindOf()
    done[kind]++
    if (kind === 'place') await place(`game-${i}`)
    else if (kind === 'release') await release(pick([...live.keys()]))
    else resizeMs.push(await resize(pick([...live.keys()])))
    if (i % 10 === 9) for (const [name, each] of live) await expectOne(name, each)
    await expectFence(`decision ${i}, ${kind}`)
  }
  resizeMs.sort((a, b) => a - b)
  const [least, median, most] = [0, 0.5, 1].map((q) => resizeMs[Math.floor(q * (resizeMs.length - 1))])
  console.log(`${JSON.stringify(done)}; resize to read back: ${least} to ${most} ms, median ${median} ms`)
  expect(least).toBeLessThan(RESIZE_MS)
})

/** What is next: mostly what changes a running pod, which is what this is about. */
function kindOf(): 'place' | 'resize' | 'release' {
  const isFull = live.size === PODS_MAX || freeCpus().length === 0
  if (live.size === 0) return 'place'
  const dice = random.unit()
  if (dice < 0.2 && !isFull) return 'place'
  return dice > 0.85 ? 'release' : 'resize'
}

async function place(name: string): Promise<void> {
  const place = somewhere([])
  const pod = await adapter.start(name, place)
  const first = await viewOf(lab.guest, pod)
  expect(first.first.allowedCpus, 'before its first instruction').toBe(place.cpus)
  const each = { pod, place, first }
  live.set(name, each)
  await expectOne(name, each)
}

/** The ms from the decision to the read back of the pod that it is about. */
async function resize(name: string): Promise<number> {
  const each = live.get(name) as Live
  const place = somewhere(parseCpuList(each.place.cpus) ?? [])
  const startedAtMs = Date.now()
  const { outcome } = await adapter.resize(name, place)
  expect(outcome, `${name} to ${JSON.stringify(place)}`).toEqual({ kind: 'done' })
  each.place = place
  await expectOne(name, each)
  return Date.now() - startedAtMs
}

async function release(name: string): Promise<void> {
  await deletePod(lab, name)
  live.delete(name)
}

async function expectFence(what: string): Promise<void> {
  const taken = new Set([...live.values()].flatMap(({ place }) => parseCpuList(place.cpus) ?? []))
  const shared = formatCpuList([0, 1, 2, 3, 4, 5, 6, 7].filter((cpu) => !taken.has(cpu)))
  // What a released pod gives back the others get a moment after its end.
  const look = async () => ((await viewOf(lab.guest, plain)).allowedCpus === shared ? true : null)
  await untilNode(`${what}: the others on ${shared}`, look)
}

/** Kernel, API server and agent say the same of the pod, and it is the process that was started. */
async function expectOne(name: string, { pod, place, first }: Live): Promise<void> {
  const view = await viewOf(lab.guest, pod)
  const { cpus } = place
  const mems = formatCpuList(Object.keys(place.memoryMib).map(Number))
  const mib = Object.values(place.memoryMib).reduce((sum, each) => sum + each, 0)
  const count = (parseCpuList(cpus) ?? []).length
  expect(view, name).toMatchObject({
    ...{ cpus, mems, allowedCpus: cpus, allowedMems: mems, pid: first.pid, startTime: first.startTime },
    ...{ cpuMax: `${count}00000 100000`, memoryMax: String(mib * MIB) },
  })
  const { holding } = await adapter.observed(name)
  expect(holding, name).toMatchObject({ host: 'guest-1', ...place })
  const { spec, status } = await lab.ask('GET', `/api/v1/namespaces/default/pods/${name}`)
  const limits = { cpu: String(count), memory: `${mib}Mi` }
  const [container] = status.containerStatuses
  expect([spec.containers[0].resources.limits, container.allocatedResources], name).toEqual([limits, limits])
  expect([container.resources.limits, container.restartCount], name).toEqual([limits, 0])
  const report = (await adapter.agent.nodePods()).pods.find(({ uid }) => uid === pod.metadata.uid)
  const wanted = { cpus, mems }
  expect(report, name).toMatchObject({ wanted, containers: [{ name: 'game', ...wanted }], drift: [] })
}

/** One to three Cpus, of those free and `own`, and memory on one NumaNode or both. */
function somewhere(own: readonly number[]): Place {
  const choice = [...freeCpus(), ...own].sort((a, b) => a - b)
  const cpus: number[] = []
  for (let left = random.between(1, Math.min(3, choice.length)); left > 0; left--) {
    cpus.push(...choice.splice(random.below(choice.length), 1))
  }
  const nodes = pick([[0], [1], [0, 1]])
  const memoryMib = Object.fromEntries(nodes.map((id) => [id, 64 + 32 * random.below(3)]))
  return { cpus: formatCpuList(cpus.sort((a, b) => a - b)), memoryMib }
}

function freeCpus(): readonly number[] {
  const taken = new Set([...live.values()].flatMap(({ place }) => parseCpuList(place.cpus) ?? []))
  return CPUS.filter((cpu) => !taken.has(cpu))
}

function pick<T>(list: readonly T[]): T {
  return list[random.below(list.length)]
}
