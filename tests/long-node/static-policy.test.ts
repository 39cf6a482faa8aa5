import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { viewOf } from '../node/lab/container.ts'
import type { NodeLab } from '../node/lab/node.ts'
import { type Amounts, createPod, deletePod, podWhen, type ResizeAnswer, resize, runningPod } from '../node/lab/pods.ts'
import { sharedNode } from '../node/lab/shared.ts'

// What the stock kubelet answers when a pod that it pinned shall have other amounts: the table in docs/NODE.md.

/** How long a kubelet that accepts is watched before it counts as one that does nothing; a resize takes it 3 s. */
const WATCHED_MS = 15_000
const GATES = ['InPlacePodVerticalScalingExclusiveCPUs', 'InPlacePodVerticalScalingExclusiveMemory']
const TWO = { cpu: '2', memoryMib: 128 }
const INFEASIBLE = 'Resize is infeasible for Guaranteed Pods alongside'

let lab: NodeLab

beforeAll(() => {
  lab = sharedNode()
})
afterAll(async () => {
  await lab.restartKubelet({})
  await lab.close()
})

describe('the static policy', () => {
  beforeAll(() => lab.restartKubelet({ policy: 'static' }))
  afterEach(async () => {
    for (const name of ['game', 'second', 'third']) await deletePod(lab, name)
  })

  it('pins a pod to Cpus of one NumaNode that it chooses itself, and refuses one that fits on none', async () => {
    const first = await viewOf(lab.guest, await runningPod(lab, 'game', TWO))
    expect(first).toMatchObject({ cpus: '1-2', mems: '0', allowedCpus: '1-2', allowedMems: '0' })
    expect(first.first).toEqual({ cpuCount: 2, allowedCpus: '1-2', allowedMems: '0' })
    const second = await viewOf(lab.guest, await runningPod(lab, 'second', { cpu: '3', memoryMib: 128 }))
    expect(second).toMatchObject({ cpus: '5-7', mems: '1' })
    await createPod(lab, 'third', TWO)
    const { status } = await podWhen(lab, 'third', 'refused', (pod) => pod.status.phase === 'Failed')
    expect(status.reason).toBe('TopologyAffinityError')
  })

  it.each([
    ['more Cpus', TWO, { cpu: '3', memoryMib: 128 }, `${INFEASIBLE} CPU Manager policy "static"`],
    ['fewer Cpus', TWO, { cpu: '1', memoryMib: 128 }, `${INFEASIBLE} CPU Manager policy "static"`],
    ['more memory', TWO, { cpu: '2', memoryMib: 192 }, `${INFEASIBLE} Memory Manager policy "Static"`],
    ['Cpus of the shared pool', part(500), part(700), `${INFEASIBLE} CPU Manager policy "static"`],
  ])('says that %s are infeasible, and nothing moves', async (_, before: Amounts, after: Amounts, message) => {
    const { answer, moved } = await resized(before, after)
    expect([answer.outcome, answer.message]).toEqual(['Infeasible', expect.stringContaining(message)])
    expect(moved).toEqual([])
  })
})

describe('the static policy with its alpha gates', () => {
  beforeAll(() => lab.restartKubelet({ policy: 'static', gates: GATES }))
  afterEach(() => deletePod(lab, 'game'))

  it.each([3, 1, 4])('accepts 2 to %i Cpus without a word, and nothing moves', async (cpus) => {
    const { answer, moved } = await resized(TWO, { cpu: String(cpus), memoryMib: 128 })
    expect(answer).toMatchObject({ outcome: 'open', message: '' })
    expect([answer.booked.cpu, answer.actual.cpu]).toEqual([String(cpus), '2'])
    expect(moved).toEqual([])
  })

  it('does more memory in place', async () => {
    const { answer, moved } = await resized(TWO, { cpu: '2', memoryMib: 192 })
    expect(answer.outcome).toBe('done')
    expect(moved).toEqual(['memoryMax'])
  })
})

function part(milliCpus: number): Amounts {
  return { cpu: `${milliCpus}m`, memoryMib: 128 }
}

/** Resizes a fresh pod: the kubelet's answer, and which fields of the kernel's view it changed. */
async function resized(before: Amounts, after: Amounts): Promise<{ answer: ResizeAnswer; moved: readonly string[] }> {
  const pod = await runningPod(lab, 'game', before)
  const { ticks: _, longestMs: __, anonBytes: ___, ...was } = await viewOf(lab.guest, pod)
  const answer = await resize(lab, 'game', after, WATCHED_MS)
  const is = await viewOf(lab.guest, pod)
  const fields = Object.keys(was) as (keyof typeof was)[]
  return { answer, moved: fields.filter((field) => JSON.stringify(is[field]) !== JSON.stringify(was[field])) }
}
