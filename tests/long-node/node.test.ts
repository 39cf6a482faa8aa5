import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import type { KubeObject } from '../cluster/lab/client.ts'
import { isReady } from '../cluster/lab/cluster.ts'
import { KUBELET_LABEL } from '../cluster/lab/control-plane.ts'
import { holdMemory, viewOf } from '../node/lab/container.ts'
import { NODE } from '../node/lab/kubelet.ts'
import { type NodeLab, untilNode } from '../node/lab/node.ts'
import { askResize, createPod, deletePod, podWhen, resize, runningPod } from '../node/lab/pods.ts'
import { sharedNode } from '../node/lab/shared.ts'

const MIB = 1 << 20
const TWO = { cpu: '2', memoryMib: 128 }

let lab: NodeLab

beforeAll(() => {
  lab = sharedNode()
})
afterAll(() => lab.close())

describe('the Node', () => {
  it('started', () => {
    for (const [step, ms] of inject('nodeSteps')) console.log(`${step} after ${(ms / 1000).toFixed(1)} s`)
    expect(inject('nodeSteps').map(([step]) => step)).toContain('Node Ready')
  })

  it('is Ready with what the guest has, less what is reserved', async () => {
    const { metadata, status } = await lab.untilReady()
    const guestKib = Number(await lab.guest.must("awk '/^MemTotal/ { print $2 }' /proc/meminfo"))
    expect(metadata.name).toBe(NODE)
    expect(status.nodeInfo).toMatchObject({
      kubeletVersion: 'v1.37.2',
      containerRuntimeVersion: 'containerd://2.4.2',
      kernelVersion: await lab.guest.must('uname -r'),
      bootID: await lab.guest.must('cat /proc/sys/kernel/random/boot_id'),
      architecture: 'amd64',
    })
    expect(status.capacity).toMatchObject({ cpu: '8', memory: `${guestKib}Ki` })
    // Cpus 0 and 4; 200 MiB of kubeReserved and 100 MiB below which pods are evicted.
    expect(status.allocatable).toMatchObject({ cpu: '6', memory: `${guestKib - 300 * 1024}Ki` })
    expect(status.addresses).toContainEqual({ type: 'InternalIP', address: '10.0.2.15' })
  })

  it('is one of two kinds: KWOK plays the others and leaves it alone', async () => {
    const { items } = await lab.ask('GET', '/api/v1/nodes')
    const real = items.filter(({ metadata }: KubeObject) => metadata.labels?.[KUBELET_LABEL] !== undefined)
    expect(items.every(isReady)).toBe(true)
    expect([items.length, real.map(({ metadata }: KubeObject) => metadata.name)]).toEqual([4, [NODE]])
  })
})

describe('a pod that nobody pins', () => {
  afterEach(() => deletePod(lab, 'game'))

  it('runs on every Cpu, grows and shrinks in the same process, and ends', async () => {
    const pod = await runningPod(lab, 'game', TWO)
    const before = await viewOf(lab.guest, pod)
    expect(before).toMatchObject({ allowedCpus: '0-7', allowedMems: '0-1', cpuMax: '200000 100000' })
    expect(before.memoryMax).toBe(String(128 * MIB))
    expect(before.first).toEqual({ cpuCount: 8, allowedCpus: '0-7', allowedMems: '0-1' })

    expect((await resize(lab, 'game', { cpu: '3', memoryMib: 192 })).outcome).toBe('done')
    const grown = await viewOf(lab.guest, pod)
    expect(grown).toMatchObject({ cpuMax: '300000 100000', memoryMax: String(192 * MIB) })
    expect((await resize(lab, 'game', { cpu: '500m', memoryMib: 128 })).outcome).toBe('done')
    const shrunk = await viewOf(lab.guest, await podWhen(lab, 'game', 'Ready', isReady))
    expect(shrunk).toMatchObject({ cpuMax: '50000 100000', memoryMax: String(128 * MIB) })

    expect([shrunk.pid, shrunk.startTime]).toEqual([before.pid, before.startTime])
    expect(shrunk.ticks).toBeGreaterThan(before.ticks)
    await deletePod(lab, 'game')
    expect((await lab.guest.run(`[ -d /proc/${before.pid} ]`)).code).toBe(1)
  })

  it('is refused above what the Node has, and waits above what is free now', async () => {
    await runningPod(lab, 'game', TWO)
    const { status, body } = await askResize(lab, 'game', { cpu: '7', memoryMib: 128 })
    expect(status).toBe(403)
    expect(body.message).toContain("node didn't have enough allocatable resources: cpu, requested: 7000")

    await runningPod(lab, 'other', { cpu: '3', memoryMib: 128 })
    const answer = await resize(lab, 'game', { cpu: '4', memoryMib: 128 })
    expect(answer.outcome).toBe('Deferred')
    expect(answer.message).toContain("Node didn't have enough resource: cpu, requested: 4000, used: 3000")
    await deletePod(lab, 'other')
    await podWhen(lab, 'game', 'grown', ({ status: { containerStatuses } }) => {
      return containerStatuses[0].resources.limits.cpu === '4'
    })
  })

  it('is refused less memory than it uses, which the kubelet tries again by itself', async () => {
    const pod = await runningPod(lab, 'game', TWO)
    const { pid } = await viewOf(lab.guest, pod)
    await holdMemory(lab.guest, pid, 60)
    await untilNode('memory held', async () => {
      const { anonBytes } = await viewOf(lab.guest, pod)
      return anonBytes.reduce((sum, bytes) => sum + bytes) > 60 * MIB ? true : null
    })
    const answer = await resize(lab, 'game', { cpu: '2', memoryMib: 48 })
    expect(answer.outcome).toBe('Error')
    expect(answer.message).toContain('below current usage')
    expect((await viewOf(lab.guest, pod)).memoryMax).toBe(String(128 * MIB))
    await holdMemory(lab.guest, pid, 1)
    await podWhen(lab, 'game', 'smaller', ({ status: { containerStatuses } }) => {
      return containerStatuses[0].resources.limits.memory === '48Mi'
    })
    expect((await viewOf(lab.guest, pod)).memoryMax).toBe(String(48 * MIB))
  })

  it('does not start without a plugin that its annotation requires', async () => {
    const annotations = { 'required-plugins.noderesource.dev': '["no-such-plugin"]' }
    await createPod(lab, 'game', TWO, { annotations })
    const pod = await podWhen(lab, 'game', 'refused', ({ status: { containerStatuses } }) => {
      return containerStatuses?.[0].state.waiting?.reason === 'CreateContainerError'
    })
    expect(pod.status.containerStatuses[0].state.waiting.message).toContain(
      'required plugin "no-such-plugin" not present',
    )
  })
})
