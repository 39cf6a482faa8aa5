import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applied, carryOut } from './carry-out.ts'
import { FakeHost } from './fake-host.ts'
import { FakeKernel } from './fake-kernel.ts'
import { REQUEST, withHolding } from './requests.ts'
import { BRIDGED, SEQUENCE } from './sequence.ts'

let host: FakeHost
beforeEach(() => {
  host = new FakeHost()
})
afterEach(() => host.remove())

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
