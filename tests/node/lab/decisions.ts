import { expect } from 'vitest'
import { formatCpuList, parseCpuList } from '../../../src/base/cpu-list.ts'
import { randomStream } from '../../../src/base/random.ts'
import { type NodeAdapter, type Place, startAdapter } from './adapter.ts'
import { type ContainerView, viewOf } from './container.ts'
import { type NodeLab, untilNode } from './node.ts'
import { deletePod, runningPod } from './pods.ts'

const SEED = 20_261_129
const MIB = 1 << 20
/** What a running container's resize may take from the decision to the last field read back. */
export const RESIZE_MS = 3_000
/** Not reserved: three Cpus of each NumaNode. */
const CPUS = [1, 2, 3, 5, 6, 7]
const PODS_MAX = 3

interface Live {
  readonly pod: Awaited<ReturnType<NodeAdapter['start']>>
  readonly first: ContainerView
  place: Place
}

/**
 * So many random decisions on a real Node: each is read back in every field, and what is left for others; each tenth
 * time all pods. Leaves the Node as it was. The ms that each resize took, from the decision to the last field read
 * back, ascending.
 */
export async function decideAtRandom(lab: NodeLab, count: number): Promise<readonly number[]> {
  const adapter = await startAdapter(lab)
  try {
    // It asks for nothing: the kubelet lets pods ask for the six Cpus that are not reserved, and no more.
    const plain = await runningPod(lab, 'plain', { cpu: '0', memoryMib: 0 })
    const decider = new Decider(lab, adapter, plain)
    for (let i = 0; i < count; i++) await decider.decide(i)
    console.log(decider.summary)
    await decider.close()
    return decider.resizeMs
  } finally {
    await deletePod(lab, 'plain')
    await adapter.close()
  }
}

class Decider {
  readonly #lab: NodeLab
  readonly #adapter: NodeAdapter
  readonly #plain: Live['pod']
  readonly #live = new Map<string, Live>()
  readonly #random = randomStream(SEED, 'decisions')
  readonly #counts = { place: 0, resize: 0, release: 0 }
  readonly #resizeMs: number[] = []

  constructor(lab: NodeLab, adapter: NodeAdapter, plain: Live['pod']) {
    this.#lab = lab
    this.#adapter = adapter
    this.#plain = plain
  }

  get resizeMs(): readonly number[] {
    return [...this.#resizeMs].sort((a, b) => a - b)
  }

  get summary(): string {
    const sorted = this.resizeMs
    const [least, median, most] = [0, 0.5, 1].map((q) => sorted[Math.floor(q * (sorted.length - 1))])
    const below = sorted.filter((ms) => ms < RESIZE_MS).length
    const words = `${least} to ${most} ms, median ${median} ms, ${below} below ${RESIZE_MS} ms`
    return `${JSON.stringify(this.#counts)}; resize to read back: ${words}`
  }

  async decide(i: number): Promise<void> {
    const kind = this.#kindOf()
    this.#counts[kind]++
    if (kind === 'place') await this.#place(`game-${i}`)
    else if (kind === 'release') await this.#release(this.#pick([...this.#live.keys()]))
    else await this.#resize(this.#pick([...this.#live.keys()]))
    if (i % 10 === 9) for (const [name, each] of this.#live) await this.#expectOne(name, each)
    await this.#expectFence(`decision ${i}, ${kind}`)
  }

  async close(): Promise<void> {
    for (const name of [...this.#live.keys()]) await this.#release(name)
    await this.#expectFence('the end')
  }

  /** What is next: mostly what changes a running pod, which is what this is about. */
  #kindOf(): 'place' | 'resize' | 'release' {
    const isFull = this.#live.size === PODS_MAX || this.#freeCpus().length === 0
    if (this.#live.size === 0) return 'place'
    const dice = this.#random.unit()
    if (dice < 0.2 && !isFull) return 'place'
    return dice > 0.85 ? 'release' : 'resize'
  }

  async #place(name: string): Promise<void> {
    const place = this.#somewhere([])
    const pod = await this.#adapter.start(name, place)
    const first = await viewOf(this.#lab.guest, pod)
    expect(first.first.allowedCpus, 'before its first instruction').toBe(place.cpus)
    const each = { pod, place, first }
    this.#live.set(name, each)
    await this.#expectOne(name, each)
  }

  async #resize(name: string): Promise<void> {
    const each = this.#live.get(name) as Live
    const place = this.#somewhere(parseCpuList(each.place.cpus) ?? [])
    const startedAtMs = Date.now()
    const { outcome } = await this.#adapter.resize(name, place)
    expect(outcome, `${name} to ${JSON.stringify(place)}`).toEqual({ kind: 'done' })
    each.place = place
    await this.#expectOne(name, each)
    this.#resizeMs.push(Date.now() - startedAtMs)
  }

  async #release(name: string): Promise<void> {
    await deletePod(this.#lab, name)
    this.#live.delete(name)
  }

  async #expectFence(what: string): Promise<void> {
    const taken = this.#takenCpus()
    const shared = formatCpuList([0, 1, 2, 3, 4, 5, 6, 7].filter((cpu) => !taken.has(cpu)))
    // What a released pod gives back the others get a moment after its end.
    const look = async () => ((await viewOf(this.#lab.guest, this.#plain)).allowedCpus === shared ? true : null)
    await untilNode(`${what}: the others on ${shared}`, look)
  }

  /** Kernel, API server and agent say the same of the pod, and it is the process that was started. */
  async #expectOne(name: string, { pod, place, first }: Live): Promise<void> {
    const [view, { holding }, { spec, status }, { pods }] = await Promise.all([
      viewOf(this.#lab.guest, pod),
      this.#adapter.observed(name),
      this.#lab.ask('GET', `/api/v1/namespaces/default/pods/${name}`),
      this.#adapter.agent.nodePods(),
    ])
    const { cpus } = place
    const mems = formatCpuList(Object.keys(place.memoryMib).map(Number))
    const mib = Object.values(place.memoryMib).reduce((sum, each) => sum + each, 0)
    const count = (parseCpuList(cpus) ?? []).length
    expect(view, name).toMatchObject({
      ...{ cpus, mems, allowedCpus: cpus, allowedMems: mems, pid: first.pid, startTime: first.startTime },
      ...{ cpuMax: `${count}00000 100000`, memoryMax: String(mib * MIB) },
    })
    expect(holding, name).toMatchObject({ host: 'guest-1', ...place })
    const limits = { cpu: String(count), memory: `${mib}Mi` }
    const [container] = status.containerStatuses
    expect([spec.containers[0].resources.limits, container.allocatedResources], name).toEqual([limits, limits])
    expect([container.resources.limits, container.restartCount], name).toEqual([limits, 0])
    const report = pods.find(({ uid }) => uid === pod.metadata.uid)
    const wanted = { cpus, mems }
    expect(report, name).toMatchObject({ wanted, containers: [{ name: 'game', ...wanted }], drift: [] })
  }

  /** One to three Cpus, of those free and `own`, and memory on one NumaNode or both. */
  #somewhere(own: readonly number[]): Place {
    const choice = [...this.#freeCpus(), ...own].sort((a, b) => a - b)
    const cpus: number[] = []
    for (let left = this.#random.between(1, Math.min(3, choice.length)); left > 0; left--) {
      cpus.push(...choice.splice(this.#random.below(choice.length), 1))
    }
    const nodes = this.#pick([[0], [1], [0, 1]])
    const memoryMib = Object.fromEntries(nodes.map((id) => [id, 64 + 32 * this.#random.below(3)]))
    return { cpus: formatCpuList(cpus.sort((a, b) => a - b)), memoryMib }
  }

  #takenCpus(): ReadonlySet<number> {
    return new Set([...this.#live.values()].flatMap(({ place }) => parseCpuList(place.cpus) ?? []))
  }

  #freeCpus(): readonly number[] {
    const taken = this.#takenCpus()
    return CPUS.filter((cpu) => !taken.has(cpu))
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random.below(list.length)]
  }
}
