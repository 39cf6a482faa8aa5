import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostAgent } from '../../../src/agent/host-agent.ts'
import type { AllocationRequest } from '../../../src/model/agent.ts'
import { FakeHost } from './fake-host.ts'
import { FakeKernel } from './fake-kernel.ts'
import { REQUEST, withHolding } from './requests.ts'
import { BRIDGED, type Decision, SEQUENCE } from './sequence.ts'

let host: FakeHost
beforeEach(() => {
  host = new FakeHost()
})
afterEach(() => host.remove())

async function applied(agent: HostAgent, request: AllocationRequest) {
  const outcome = await agent.apply(request)
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome))
  return outcome.report
}

async function carryOut(agent: HostAgent, decision: Decision): Promise<void> {
  if (typeof decision === 'string') expect((await agent.release(decision))?.kind).toBe('released')
  else await applied(agent, decision)
}

/** Calls that touch one of the given files or words, in order, without the paths in front. */
function order(kernel: FakeKernel, pattern: RegExp): readonly string[] {
  return kernel.writes
    .filter((words) => pattern.test(words))
    .map((words) => words.replace('/sys/fs/cgroup/', '').replace('lobby_main_', ''))
}

describe('an allocation', () => {
  it('reads back equal, field by field', async () => {
    const report = await applied(await host.open(), REQUEST)
    expect(report.drift).toEqual([])
    expect(report.state).toBe('applied')
    expect(report.actual).toEqual({
      cpus: '4-5',
      mems: '1',
      memoryHighMib: 256,
      memoryMaxMib: 256,
      ioKibps: 2048,
      diskQuotaMib: 64,
      network: 'sriov',
      vf: 'eth1:0',
      vlan: 100,
      mac: '02:00:0a:03:04:0a',
      ip: '10.3.4.10',
      pids: [],
    })
  }, 10_000)

  it('of a whole sequence leaves a host as it was when all is released', async () => {
    host.startProcess(77)
    const agent = await host.open()
    const before = host.picture()
    for (const decision of SEQUENCE) await carryOut(agent, decision)
    const { allocations } = await agent.list()
    expect(allocations.map((report) => [report.request.pod, report.drift])).toEqual([
      ['lobby/main/room-1', []],
      ['lobby/main/room-2', []],
    ])
    expect(allocations[0].actual.pids).toEqual([77])
    for (const { request } of allocations) {
      const outcome = await agent.release(request.pod)
      const movedPids = request.pod === 'lobby/main/room-1' ? [77] : []
      expect(outcome).toMatchObject({ kind: 'released', report: { movedPids } })
    }
    const after = host.picture() as Record<string, unknown>
    // The folder above the pods' own stays, for the next.
    ;(before as { files: Record<string, string> }).files['/disk0/berth'] = 'folder'
    expect(after).toEqual(before)
  })
})

describe('order of writes', () => {
  it('grows the parent before the pod, and memory.max before memory.high', async () => {
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({}, kernel)
    await applied(agent, withHolding(REQUEST, 'a', { cpus: '5' }))
    kernel.writes.length = 0
    await applied(agent, withHolding(REQUEST, 'b', { cpus: '5-6', memoryMib: { '1': 300 } }))
    expect(order(kernel, /cpuset.cpus|memory/)).toEqual([
      'berth/cpuset.cpus = 5-6',
      'berth/room-0/cpuset.cpus = 5-6',
      `berth/room-0/memory.max = ${300 * 1024 * 1024}`,
      `berth/room-0/memory.high = ${300 * 1024 * 1024}`,
    ])
  })

  it('shrinks the pod before the parent, and memory.high before memory.max', async () => {
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({}, kernel)
    await applied(agent, REQUEST)
    kernel.writes.length = 0
    await applied(agent, withHolding(REQUEST, 'b', { cpus: '5', memoryMib: { '1': 200 } }))
    expect(order(kernel, /cpuset.cpus|memory/)).toEqual([
      'berth/room-0/cpuset.cpus = 5',
      'berth/cpuset.cpus = 5',
      `berth/room-0/memory.high = ${200 * 1024 * 1024}`,
      `berth/room-0/memory.max = ${200 * 1024 * 1024}`,
    ])
  })

  it('moves in two passes: wider from the top, then exact from the bottom', async () => {
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({}, kernel)
    await applied(agent, BRIDGED)
    await applied(agent, REQUEST)
    kernel.writes.length = 0
    await applied(agent, withHolding(REQUEST, 'b', { cpus: '6-7', memoryMib: { '0': 256 } }))
    expect(order(kernel, /cpuset/)).toEqual([
      'berth/cpuset.cpus = 1-2,4-7',
      'berth/room-0/cpuset.cpus = 4-7',
      'berth/room-0/cpuset.cpus = 6-7',
      'berth/cpuset.cpus = 1-2,6-7',
      'berth/room-0/cpuset.mems = 0-1',
      'berth/room-0/cpuset.mems = 0',
      'berth/cpuset.mems = 0',
    ])
  })

  it('puts the process in last, and writes nothing when there is nothing to change', async () => {
    host.startProcess(77)
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({}, kernel)
    await applied(agent, { ...REQUEST, process: { pid: 77 } })
    expect(kernel.writes[kernel.writes.length - 1]).toContain('cgroup.procs = 77')
    kernel.writes.length = 0
    await applied(agent, withHolding({ ...REQUEST, process: { pid: 77 } }, 'again', {}))
    expect(kernel.writes).toEqual([])
  })

  it('gives a shrink of memory up when it stays in use, and puts memory.high back', async () => {
    const agent = await host.open()
    await applied(agent, REQUEST)
    host.writeGroup(REQUEST.pod, 'memory.current', String(240 * 1024 * 1024))
    const outcome = await agent.apply(withHolding(REQUEST, 'b', { memoryMib: { '1': 200 } }))
    expect(outcome).toMatchObject({ kind: 'failed', report: { state: 'applied', drift: [] } })
    expect(JSON.stringify(outcome)).toContain('240 MiB stay in use')
    expect(host.readGroup(REQUEST.pod, 'memory.high')).toBe(String(256 * 1024 * 1024))
  })
})

describe('a fault at any step', () => {
  it.each([
    ['the first place', [], SEQUENCE[0]],
    ['a place on a bridge', SEQUENCE.slice(0, 1), SEQUENCE[1]],
    ['a grow', SEQUENCE.slice(0, 2), SEQUENCE[2]],
    ['the coming of the process', SEQUENCE.slice(0, 3), SEQUENCE[3]],
    ['a shrink over NumaNodes', SEQUENCE.slice(0, 5), SEQUENCE[5]],
    ['another VF', SEQUENCE.slice(0, 6), SEQUENCE[6]],
    ['another mode of network', SEQUENCE.slice(0, 7), SEQUENCE[7]],
  ] as const)('of %s leaves everything as it was', async (_, before, decision) => {
    host.startProcess(77)
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({}, kernel)
    for (const earlier of before) await carryOut(agent, earlier)
    await agent.apply({ ...BRIDGED, pod: 'x', decisionId: 'x', holding: { ...BRIDGED.holding, ...SPARE } })
    expect((await agent.release('x'))?.kind).toBe('released')
    const picture = host.picture()
    let isDone = false
    for (let n = 1; !isDone; n++) {
      let seen = 0
      kernel.beforeWrite = (words) => {
        seen++
        if (seen === n) throw new Error(`injected at ${words}`)
      }
      const outcome = await agent.apply(decision as AllocationRequest)
      kernel.beforeWrite = () => undefined
      isDone = outcome.kind === 'applied'
      if (isDone) expect(n).toBeGreaterThan(1)
      else {
        expect(outcome, `fault ${n}`).toMatchObject({ kind: 'failed', undone: expect.anything() })
        expect(JSON.stringify(outcome), `fault ${n}`).not.toContain('"undo"')
        expect(host.picture(), `fault ${n}: ${JSON.stringify(outcome)}`).toEqual(picture)
      }
    }
  })
})

/** What no pod of the sequence holds. */
const SPARE = { cpus: '3', ip: '10.3.4.99', mac: '02:00:0a:03:04:63', memoryMib: { '0': 10 }, diskMib: { disk0: 10 } }
