import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AgentOnGuest, startAgent } from './agent/agent.ts'
import { footprint, type KernelView, projectQuotasMib, vfsOf, viewOf } from './agent/kernel.ts'
import { isRunning, startInside, startPod, startTicker, stopPods } from './agent/pods.ts'
import { DISK, requestOf } from './agent/requests.ts'
import { sharedGuest } from './lab/shared.ts'

const guest = sharedGuest()
const POD = 'demo/z1/server-1'
let agent: AgentOnGuest
let clean: object
let pid: number

beforeAll(async () => {
  agent = await startAgent(guest)
  clean = await footprint(guest, 'pf0')
})
afterAll(() => agent?.close())

beforeEach(async () => {
  pid = await startPod(guest)
})
afterEach(async () => {
  await agent.release(POD)
  await stopPods(guest)
  expect(await footprint(guest, 'pf0')).toEqual(clean)
})

describe('what the kernel refuses comes back as a reason, and what was done before it is undone', () => {
  it('a process that may not be moved, which is the last step of all', async () => {
    // Process 2 is the kernel's own, and stays in the root group.
    const choice = {
      ordinal: 1,
      pid: 2,
      vf: 0,
      cpus: '4',
      memoryMib: { 1: 64 },
      diskMib: { [DISK]: 16 },
      ioKibps: 2048,
    }
    const { status, body } = await agent.apply(requestOf(choice))
    expect({ status, detail: body.detail }).toEqual({ status: 422, detail: expect.stringContaining('EINVAL') })
    expect(body.undone?.join()).toMatch(/group .* removed/)
    expect(await footprint(guest, 'pf0')).toEqual(clean)
  })

  it('a disk that went read-only', async () => {
    await guest.must('mount -o remount,ro /data')
    try {
      const choice = { ordinal: 1, pid, vf: 0, cpus: '4', memoryMib: { 1: 64 }, diskMib: { [DISK]: 16 } }
      const { status, body } = await agent.apply(requestOf(choice))
      const detail = expect.stringMatching(/EROFS|read-only|xfs_quota/i)
      expect({ status, detail: body.detail }).toEqual({ status: 422, detail })
      expect(await isRunning(guest, pid)).toBe(true)
      expect(await footprint(guest, 'pf0')).toEqual(clean)
    } finally {
      await guest.must('mount -o remount,rw /data')
    }
  })

  it('a process that is gone', async () => {
    const other = await startPod(guest)
    await stopPods(guest, [other])
    const answer = await agent.apply(requestOf({ ordinal: 1, pid: other, cpus: '4', memoryMib: { 1: 64 } }))
    expect(answer.status).toBe(422)
    expect(JSON.stringify(answer.body.reasons)).toMatch(new RegExp(`${other}`))
    expect(await footprint(guest, 'pf0')).toEqual(clean)
  })

  it('a Cpu that went offline', async () => {
    await guest.must('echo 0 >/sys/devices/system/cpu/cpu7/online')
    try {
      const answer = await agent.apply(requestOf({ ordinal: 1, pid, cpus: '7', memoryMib: { 1: 64 } }))
      expect(answer.status).toBe(422)
      expect(JSON.stringify(answer.body.reasons)).toContain('cpu')
      expect(await footprint(guest, 'pf0')).toEqual(clean)
    } finally {
      await guest.must('echo 1 >/sys/devices/system/cpu/cpu7/online')
    }
  })

  it('less memory than the process holds on to: it lives, and keeps what it had', async () => {
    const fat = await startTicker(guest, '/run/ticks', 80)
    const size = { ordinal: 1, pid: fat, cpus: '4' }
    expect((await agent.apply(requestOf({ ...size, memoryMib: { 1: 192 } }))).status).toBe(200)
    // What a process had before its first allocation is not counted with its group: let it take more inside.
    const { group } = await viewOf(guest, fat)
    const hog = 'const b = Buffer.alloc(80 << 20, 1); setInterval(() => b.fill(2), 200)'
    const inside = await startInside(guest, group, `node -e "${hog}"`)
    await guest.must(`until [ $(cat /sys/fs/cgroup${group}/memory.current) -gt 83886080 ]; do sleep 0.1; done`)
    const before = await viewOf(guest, fat)
    const answer = await agent.apply(requestOf({ ...size, memoryMib: { 1: 32 }, step: 2 }))
    expect(answer.status).toBe(422)
    expect(JSON.stringify(answer.body.reasons)).toMatch(/in use|memory/)
    expect(await viewOf(guest, fat)).toEqual(before)
    expect([await isRunning(guest, fat), await isRunning(guest, inside)]).toEqual([true, true])
  })
})

it('what another pod holds is a 409 that changes nothing', async () => {
  const mine = requestOf({ ordinal: 1, pid, vf: 0, cpus: '4-5', memoryMib: { 1: 64 } })
  expect((await agent.apply(mine)).status).toBe(200)
  const before = await viewOf(guest, pid)
  const other = await startPod(guest)
  const clashes = [
    requestOf({ ordinal: 2, pid: other, vf: 1, cpus: '5-6', memoryMib: { 1: 64 } }),
    requestOf({ ordinal: 2, pid: other, vf: 0, cpus: '6', memoryMib: { 1: 64 } }),
  ]
  for (const clash of clashes) {
    const { status, body } = await agent.apply(clash)
    expect({ status, names: JSON.stringify(body.reasons).includes(POD) }).toEqual({ status: 409, names: true })
  }
  expect(await agent.pods()).toEqual([POD])
  expect(await viewOf(guest, pid)).toEqual(before)
  expect((await viewOf(guest, other)).group).toBe('/')
})

describe('drift is noticed and said', () => {
  const drifts = [
    // The parent group holds to what its pods have: alone, this has no effect, and is told all the same.
    ['a set of Cpus that its parent narrows', (group: string) => `echo 0-3 >${group}/cpuset.cpus`, /cpuset\.cpus/],
    ['its Cpus', (group: string) => `echo 0-7 >${group}/../cpuset.cpus; echo 0-3 >${group}/cpuset.cpus`, /cpus/],
    ['its memory', (group: string) => `echo 40M >${group}/memory.max`, /memoryMaxMib/],
    ['its rate', (group: string) => `echo "$(cat /sys/class/block/vdb/dev) rbps=max wbps=max" >${group}/io.max`, /io/],
    ['the VLAN of its VF', () => 'ip link set pf0 vf 2 vlan 7', /vlan/],
  ] as const
  it.each(drifts)('%s', async (_, edit, path) => {
    const choice = { ordinal: 1, pid, vf: 2, cpus: '6', memoryMib: { 1: 64 }, diskMib: { [DISK]: 16 }, ioKibps: 2048 }
    expect((await agent.apply(requestOf(choice))).status).toBe(200)
    const { group, cpus } = await viewOf(guest, pid)
    expect(cpus).toBe('6')
    const after = await agent.lastChange()
    await guest.must(edit(`/sys/fs/cgroup${group}`))
    const change = await agent.changeAfter(after, 'drift', POD)
    expect(change.detail).toMatch(path)
    const { body } = await agent.read(POD)
    expect(body.state).toBe('drifted')
    expect(body.drift.map((fault) => fault.path).join()).toMatch(path)
  })
})

it('a wait for changes ends when there are none', async () => {
  const last = await agent.lastChange()
  expect(await agent.changes(last)).toEqual({ changes: [], change: last })
})

it('kill -9 in mid-apply, at one moment after another: started and asked again, all is there once', async () => {
  const choice = { ordinal: 1, pid, cpus: '5-6', memoryMib: { 1: 96 }, diskMib: { [DISK]: 32 }, ioKibps: 2048, vf: 3 }
  const everything = async (): Promise<readonly [KernelView, object, readonly number[], object]> => [
    await viewOf(guest, pid),
    await footprint(guest, 'pf0'),
    await projectQuotasMib(guest),
    (await vfsOf(guest, 'pf0'))[3],
  ]
  expect((await agent.apply(requestOf(choice))).status).toBe(200)
  const wanted = await everything()
  await agent.release(POD)

  for (const delayMs of [100, 700, 2000]) {
    const request = requestOf({ ...choice, step: delayMs })
    const cut = agent.apply(request).catch((fault: unknown) => fault)
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    await agent.kill()
    await cut
    await agent.start()
    const again = await agent.apply(request)
    expect({ delayMs, status: again.status, drift: again.body.drift }).toEqual({ delayMs, status: 200, drift: [] })
    expect(await everything()).toEqual(wanted)
    expect(await agent.pods()).toEqual([POD])
    await agent.release(POD)
    expect(await footprint(guest, 'pf0')).toEqual(clean)
  }
}, 1_800_000)
