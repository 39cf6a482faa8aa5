import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostAgent } from '../../../src/agent/host-agent.ts'
import { KernelError } from '../../../src/agent/kernel/kernel.ts'
import type { AgentChange } from '../../../src/model/agent.ts'
import { FakeHost } from './fake-host.ts'
import { FakeKernel } from './fake-kernel.ts'
import { REQUEST, withHolding } from './requests.ts'
import { BRIDGED } from './sequence.ts'

let host: FakeHost
beforeEach(() => {
  host = new FakeHost()
})
afterEach(() => host.remove())

const NOW = AbortSignal.abort()

async function changesOf(agent: HostAgent): Promise<readonly AgentChange[]> {
  return (await agent.changes(0, NOW)).changes
}

async function kindsOf(agent: HostAgent): Promise<readonly string[]> {
  return (await changesOf(agent)).map((change) => change.kind)
}

describe('a decision asked twice', () => {
  it('is done once, by its id', async () => {
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({}, kernel)
    await agent.apply(REQUEST)
    kernel.writes.length = 0
    expect((await agent.apply(REQUEST)).kind).toBe('applied')
    expect(kernel.writes).toEqual([])
    expect(await kindsOf(agent)).toEqual(['applied'])
  })

  it('is refused when it asks for something else under the same id', async () => {
    const agent = await host.open()
    await agent.apply(REQUEST)
    const outcome = await agent.apply(withHolding(REQUEST, REQUEST.decisionId, { cpus: '6' }))
    expect(outcome).toMatchObject({ kind: 'refused', taken: false, reasons: [{ path: 'decisionId' }] })
  })

  it('takes a process that comes later under the same id', async () => {
    host.startProcess(77)
    const agent = await host.open()
    await agent.apply(REQUEST)
    const outcome = await agent.apply({ ...REQUEST, process: { pid: 77 } })
    expect(outcome).toMatchObject({ kind: 'applied', report: { actual: { pids: [77] } } })
    const later = await agent.apply(withHolding(REQUEST, 'grow', { cpus: '4-6' }))
    expect(later).toMatchObject({ kind: 'applied', report: { request: { process: { pid: 77 } } } })
  })
})

describe('a request that cannot be begun', () => {
  it('names everything that other pods hold, and touches nothing', async () => {
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({}, kernel)
    await agent.apply(REQUEST)
    kernel.writes.length = 0
    const other = { ...REQUEST, pod: 'lobby/main/room-9' }
    const outcome = await agent.apply(withHolding(other, 'x', { diskMib: { disk0: 10 }, ioKibps: 10 }))
    expect(outcome).toMatchObject({ kind: 'refused', taken: true })
    const paths = outcome.kind === 'refused' ? outcome.reasons.map((reason) => reason.path) : []
    expect(paths).toEqual(['holding.cpus', 'holding.vf', 'holding.ip', 'holding.mac'])
    expect(kernel.writes).toEqual([])
  })

  it('names everything that the host lacks', async () => {
    const agent = await host.open()
    const holding = {
      host: 'h2',
      cpus: '0,9',
      memoryMib: { '1': 5000, '3': 1 },
      diskMib: { disk0: 501 },
      ioKibps: 30_000,
      vf: 'eth1:4',
      volume: 'ceph',
      volumeMib: 5,
    }
    const outcome = await agent.apply({ ...withHolding(REQUEST, 'x', holding), process: { pid: 99 } })
    expect(outcome).toMatchObject({ kind: 'refused', taken: false })
    const reasons = outcome.kind === 'refused' ? outcome.reasons : []
    expect(reasons.map((reason) => `${reason.path}: ${reason.found}`)).toEqual([
      'holding.host: "h2"',
      'holding.cpus: 0,9',
      'holding.memoryMib: NumaNode 3',
      'holding.volume: "ceph"',
      'holding.vf: "eth1:4"',
      'holding.memoryMib.1: 5000 MiB',
      'holding.diskMib.disk0: 501 MiB',
      'holding.ioKibps: 30000 KiB/s',
      'process.pid: 99',
    ])
  })
})

describe('drift', () => {
  it('is told once for each thing that changes, and when it is gone', async () => {
    const agent = await host.open()
    await agent.apply(REQUEST)
    await agent.look()
    host.writeGroup(REQUEST.pod, 'cpuset.cpus', '1-5')
    await agent.look()
    await agent.look()
    host.writeGroup(REQUEST.pod, 'memory.max', 'max')
    await agent.look()
    expect(await agent.read(REQUEST.pod)).toMatchObject({
      state: 'drifted',
      drift: [
        { path: 'cpus', found: '1-5', expected: '4-5' },
        { path: 'memoryMaxMib', found: 'nothing', expected: '256' },
      ],
    })
    host.writeGroup(REQUEST.pod, 'cpuset.cpus', '4-5')
    host.writeGroup(REQUEST.pod, 'memory.max', String(256 * 1024 * 1024))
    await agent.look()
    const changes = await changesOf(agent)
    expect(changes.map((change) => [change.kind, change.detail])).toEqual([
      ['applied', expect.anything()],
      ['drift', 'cpus: found 1-5, expected 4-5'],
      ['drift', 'cpus: found 1-5, expected 4-5; memoryMaxMib: found nothing, expected 256'],
      ['repaired', 'as asked again'],
    ])
  })

  it('is put back when the agent is to repair, the network too', async () => {
    const agent = await host.open({ repair: true })
    await agent.apply(REQUEST)
    host.writeGroup(REQUEST.pod, 'cpuset.cpus', '1')
    host.links.change((state) => {
      const [, inner] = state.namespaces['berth-lobby_main_room-0']
      inner.address = '0e:00:00:00:00:99'
      inner.addr_info = []
      state.vfs[0].vlan = 7
    })
    await agent.look()
    expect(await kindsOf(agent)).toEqual(['applied', 'drift', 'repaired'])
    expect(await agent.read(REQUEST.pod)).toMatchObject({ state: 'applied', drift: [] })
  })

  it('is tried again at each look until the kernel takes it, and each reason is told once', async () => {
    const kernel = new FakeKernel(host.root)
    const agent = await host.open({ repair: true }, kernel)
    await agent.apply(REQUEST)
    const { change } = await agent.changes(0, NOW)
    host.writeGroup(REQUEST.pod, 'cpuset.cpus', '1')
    let refusal = 'EBUSY'
    kernel.beforeWrite = (words) => {
      if (refusal !== '') throw new KernelError(words, refusal)
    }
    for (let i = 0; i < 3; i++) await agent.look()
    refusal = 'EIO'
    for (let i = 0; i < 2; i++) await agent.look()
    refusal = ''
    for (let i = 0; i < 2; i++) await agent.look()
    const { changes } = await agent.changes(change, NOW)
    expect(changes.map(({ kind, detail }) => `${kind} ${/EBUSY|EIO/.exec(detail)?.[0] ?? ''}`.trim())).toEqual([
      'drift',
      'failed EBUSY',
      'failed EIO',
      'repaired',
    ])
    expect(await agent.read(REQUEST.pod)).toMatchObject({ state: 'applied', drift: [] })
  })

  it('tells once that a process has ended, also when another has its number', async () => {
    host.startProcess(77, 100)
    const agent = await host.open()
    await agent.apply({ ...BRIDGED, process: { pid: 77 } })
    await agent.look()
    host.endProcess(77)
    host.startProcess(77, 200)
    await agent.look()
    await agent.look()
    expect(await kindsOf(agent)).toEqual(['applied', 'process-gone'])
  })

  it('wakes a caller that waits', async () => {
    const agent = await host.open()
    const { change } = await agent.changes(0, NOW)
    const waiting = agent.changes(change, AbortSignal.timeout(20_000))
    await agent.apply(REQUEST)
    expect((await waiting).changes.map((each) => each.kind)).toEqual(['applied'])
  })
})

describe('a restart', () => {
  it('reads what is from the kernel and what was asked from the records', async () => {
    await (await host.open()).apply(REQUEST)
    host.writeGroup(REQUEST.pod, 'cpuset.cpus', '5')
    const again = await host.open()
    expect(await again.read(REQUEST.pod)).toMatchObject({ state: 'drifted', actual: { cpus: '5' } })
    expect((await again.apply(REQUEST)).kind).toBe('applied')
  })

  it('takes an intent back that cannot be finished', async () => {
    const agent = await host.open()
    await agent.apply(REQUEST)
    const path = join(host.root, 'state', 'lobby_main_room-0.json')
    const { readFileSync } = await import('node:fs')
    const record = JSON.parse(readFileSync(path, 'utf8'))
    const request = withHolding(REQUEST, 'later', { cpus: '4-6', memoryMib: { '1': 200 } })
    writeFileSync(path, JSON.stringify({ ...record, state: 'intent', request, before: record.request }))
    host.writeGroup(REQUEST.pod, 'cpuset.cpus', '4-6')
    host.writeGroup(REQUEST.pod, 'memory.current', String(250 * 1024 * 1024))
    const again = await host.open()
    expect(await again.read(REQUEST.pod)).toMatchObject({ state: 'applied', request: REQUEST, drift: [] })
    expect(await kindsOf(again)).toEqual(['failed'])
  })

  it('says which record it cannot read and which group it does not know', async () => {
    await (await host.open()).apply(REQUEST)
    writeFileSync(join(host.root, 'state', 'lobby_main_room-0.json'), '{')
    const { faults } = await (await host.open()).report()
    expect(faults.map((fault) => fault.path)).toEqual(['state.lobby_main_room-0.json', 'cgroup.lobby/main/room-0'])
  })
})
