import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { container, linesOf, NodeStage } from './node-stage.ts'

let stage: NodeStage
beforeEach(async () => {
  stage = await NodeStage.open()
})
afterEach(() => stage.remove())

/** As v1.37 writes it; entries are Cpus by pod's uid and container's name. */
const STATIC = { policyName: 'static', defaultCpuSet: '0-1,4-7', entries: { 'u-own': { game: '2-3' } }, checksum: 1 }
const NONE = { policyName: 'none', defaultCpuSet: '', checksum: 1 }

const PINNED = /^failed kubelet: found the kubelet put it on Cpus 2-3, memory anywhere, expected a kubelet that leaves/

describe('what a kubelet pins by itself, when the agent comes', () => {
  it('stays where it is: pods with Cpus of their own and those on the rest', async () => {
    stage.book('cpu', STATIC)
    const sandboxes = [await stage.sandbox('own'), await stage.sandbox('rest')]
    const containers = [container('own', '2-3'), container('rest', '0-1,4-7')]
    expect(linesOf(await stage.agent.synchronize(sandboxes, containers))).toEqual([])
    expect(stage.agent.placement.fenced).toEqual([])
    for (const [i, each] of containers.entries()) expect(await stage.agent.update(sandboxes[i], each)).toEqual([])
  })

  it('stays off the Cpus of a pod that the agent pinned before it, whose books the kubelet does not rule', async () => {
    stage.book('cpu', { ...STATIC, entries: { 'u-own': { game: '2-3' }, 'u-a': { game: '6-7' } } })
    const sandboxes = [await stage.sandbox('own'), await stage.sandbox('a', '4-5')]
    const updates = await stage.agent.synchronize(sandboxes, [container('own', '2-3'), container('a', '4-5', '1')])
    expect(linesOf(updates)).toEqual(['c-a 4-5/1'])
    expect(linesOf(await stage.agent.update(sandboxes[1], container('a', '6-7')))).toEqual(['c-a 4-5/1'])
  })

  it('is left alone though its pod has an allocation, which is told, and refused what it is told later', async () => {
    stage.book('cpu', STATIC)
    const sandbox = await stage.sandbox('own', '4-5')
    expect(linesOf(await stage.agent.synchronize([sandbox], [container('own', '2-3')]))).toEqual([])
    expect(await stage.told()).toEqual([expect.stringMatching(PINNED)])
    stage.agent.connected({ update: () => Promise.reject(new Error('nothing may be asked')) })
    const later = await stage.agent.apply(sandbox, await stage.signed('own', '4-6'))
    expect(later).toMatchObject({ kind: 'refused', taken: false, reasons: [{ path: 'kubelet' }] })
  })

  it('is the agent’s where the pod runs on what its allocation says', async () => {
    stage.book('cpu', STATIC)
    await stage.agent.synchronize([await stage.sandbox('own', '2-3')], [container('own', '2-3', '0')])
    expect(stage.agent.placement.sharedSet.cpus).toBe('0-1,4-7')
  })

  it('is its memory alone where only the memory manager chooses', async () => {
    stage.book('cpu', NONE)
    stage.book('memory', { policyName: 'Static', entries: { 'u-own': { game: [{ numaAffinity: [0] }] } } })
    const sandboxes = [await stage.sandbox('own'), await stage.sandbox('rest')]
    const updates = await stage.agent.synchronize(sandboxes, [container('own', '', '0'), container('rest')])
    expect(linesOf(updates)).toEqual(['c-rest 0-7/'])
  })
})

it('a kubelet that was started anew with a policy of its own has its way with what has no allocation', async () => {
  stage.book('cpu', NONE)
  const sandboxes = [await stage.sandbox('own'), await stage.sandbox('a', '4-5')]
  const containers = [container('own'), container('a', '4-5', '1')]
  expect(linesOf(await stage.agent.synchronize(sandboxes, containers))).toEqual(['c-own 0-3,6-7/', 'c-a 4-5/1'])
  expect(linesOf(await stage.agent.update(sandboxes[0], containers[0]))).toEqual(['c-own 0-3,6-7/'])
  stage.book('cpu', STATIC)
  expect(await stage.agent.update(sandboxes[0], containers[0])).toEqual([])
  expect(linesOf(await stage.agent.update(sandboxes[1], containers[1]))).toEqual(['c-a 4-5/1'])
  expect(stage.agent.placement.fenced).toEqual([])
})

it('a book without an entry is one too', async () => {
  stage.write('/var/lib/kubelet/cpu_manager_state', '{"policyName":"static","entries":null}')
  const updates = await stage.agent.synchronize([await stage.sandbox('a', '4')], [container('a', '4-5', '1')])
  expect(linesOf(updates)).toEqual(['c-a 4-5/1'])
})

it.each(['', '{', 'null', '{"policyName":"none","entries":null}'])('a book of %j pins nothing', async (text) => {
  stage.write('/var/lib/kubelet/cpu_manager_state', text)
  stage.write('/var/lib/kubelet/memory_manager_state', text)
  const updates = await stage.agent.synchronize([await stage.sandbox('rest')], [container('rest', '2-3')])
  expect(linesOf(updates)).toEqual(['c-rest 0-7/'])
})
