import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type AgentOnGuest, startAgent } from './agent/agent.ts'
import { footprint, projectQuotasMib, vfsOf, viewOf } from './agent/kernel.ts'
import { canReach, isRunning, startPod, startPodIn, startTicker, stopPods, ticksOf } from './agent/pods.ts'
import { DISK, HOST, macOf, requestOf } from './agent/requests.ts'
import { sharedGuest } from './lab/shared.ts'

const guest = sharedGuest()
const MIB = 1 << 20
let agent: AgentOnGuest

beforeAll(async () => {
  agent = await startAgent(guest)
})
afterAll(() => agent?.close())
// Whatever a failed test left must not fail the next one.
afterEach(async () => {
  for (const pod of (await agent?.pods()) ?? []) await agent.release(pod)
  await stopPods(guest)
})

describe('discovery', () => {
  it('says what sysfs says', async () => {
    const { host, faults } = await agent.host()
    const sys = async (path: string) => guest.must(`cat /sys/${path}`)
    expect(host.name).toBe(HOST)
    expect(host.numaNodes.map(({ cores }) => cores.flat())).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ])
    for (const { id, cores, memoryMib } of host.numaNodes) {
      expect(await sys(`devices/system/node/node${id}/cpulist`)).toBe(`${cores.flat()[0]}-${cores.flat()[3]}`)
      for (const core of cores) {
        expect(await sys(`devices/system/cpu/cpu${core[0]}/topology/thread_siblings_list`)).toBe(core.join('-'))
      }
      const totalKib = Number(/MemTotal:\s*(\d+)/.exec(await sys(`devices/system/node/node${id}/meminfo`))?.[1])
      expect(memoryMib).toBeGreaterThan(0)
      expect(memoryMib).toBeLessThanOrEqual(totalKib / 1024)
    }
    const pf = host.nics.find(({ name }) => name === 'pf0')
    expect(pf).toEqual({
      name: 'pf0',
      numa: Number(await sys('class/net/pf0/device/numa_node')),
      vfs: Number(await sys('class/net/pf0/device/sriov_numvfs')),
    })
    const blocks = await guest.must("stat -f -c '%b %S' /data")
    const [count, size] = blocks.split(' ').map(Number)
    expect(host.disks.map(({ capacityMib }) => capacityMib)).toEqual([Math.floor((count * size) / MIB)])
    // The card for commands is no part of a NumaNode, which is worth a word and no more.
    expect(faults.map(({ path, found }) => `${path} ${found}`)).toEqual(['nics.mgmt0.numa -1'])
  })
})

describe('the agent', () => {
  it('is ended after all others when the kernel runs out of memory', async () => {
    const found = await guest.must(
      'for p in /proc/[0-9]*; do grep -qa "[b]erth-agent.js" $p/cmdline && cat $p/oom_score_adj; done; true',
    )
    expect(found.split('\n')).toEqual(['-999'])
  })
})

describe('an allocation', () => {
  it('is all there for the kernel, grows and shrinks under a running process, and goes without a trace', async () => {
    const before = await footprint(guest, 'pf0')
    const device = (await guest.must('cat /sys/class/block/vdb/dev')).trim()
    const pid = await startTicker(guest, '/run/ticks', 20)
    const sizes = [
      { step: 1, cpus: '4-5', memoryMib: { 1: 128 }, diskMib: { [DISK]: 64 }, ioKibps: 2048 },
      { step: 2, cpus: '2-3,6-7', memoryMib: { 0: 128, 1: 128 }, diskMib: { [DISK]: 96 }, ioKibps: 4096 },
      { step: 3, cpus: '7', memoryMib: { 1: 96 }, diskMib: { [DISK]: 32 }, ioKibps: 1024 },
    ]
    for (const size of sizes) {
      const request = requestOf({ ordinal: 1, pid, vf: 1, ...size })
      const { status, body } = await agent.apply(request)
      expect({ status, state: body.state, drift: body.drift }).toEqual({ status: 200, state: 'applied', drift: [] })
      const mib = Object.values(size.memoryMib).reduce((sum, each) => sum + each, 0)
      const mems = Object.keys(size.memoryMib).length === 2 ? '0-1' : '1'
      expect(body.actual).toEqual({
        cpus: size.cpus,
        mems,
        memoryHighMib: body.actual.memoryHighMib,
        memoryMaxMib: mib,
        ioKibps: size.ioKibps,
        diskQuotaMib: size.diskMib[DISK],
        network: 'sriov',
        vf: 'pf0:1',
        vlan: 100,
        mac: macOf(1),
        ip: '10.20.0.11',
        pids: [pid],
      })
      const view = await viewOf(guest, pid)
      expect(view).toMatchObject({ allowedCpus: size.cpus, cpus: size.cpus, mems, memoryMaxBytes: mib * MIB })
      expect(view.memoryHighBytes).toBeLessThanOrEqual(mib * MIB)
      const bytes = size.ioKibps * 1024
      expect(view.io).toEqual([`${device} rbps=${bytes} wbps=${bytes} riops=max wiops=max`])
      expect(view.links).toMatchObject([{ mac: macOf(1), isUp: true, addresses: ['10.20.0.11/24'] }])
      expect(await projectQuotasMib(guest)).toEqual([size.diskMib[DISK]])
      expect((await vfsOf(guest, 'pf0'))[1]).toEqual({ mac: macOf(1), vlan: 100, isHome: false })
    }
    expect(await isRunning(guest, pid)).toBe(true)
    expect(await agent.pods()).toEqual(['demo/z1/server-1'])

    const released = await agent.release('demo/z1/server-1')
    expect(released).toMatchObject({ status: 200, body: { movedPids: [pid] } })
    expect(await isRunning(guest, pid)).toBe(true)
    expect((await agent.read('demo/z1/server-1')).status).toBe(404)
    expect((await agent.release('demo/z1/server-1')).status).toBe(404)
    expect((await ticksOf(guest, '/run/ticks')).length).toBeGreaterThan(10)
    await stopPods(guest, [pid])
    expect(await footprint(guest, 'pf0')).toEqual(before)
  })

  it('moves the memory of a running process to its new NumaNode', async () => {
    const pid = await startTicker(guest, '/run/ticks', 48)
    const onNumaNode = async () => {
      const { group } = await viewOf(guest, pid)
      const line = await guest.must(`grep '^anon ' /sys/fs/cgroup${group}/memory.numa_stat`)
      return line
        .split(' ')
        .slice(1)
        .map((word) => Math.round(Number(word.split('=')[1]) / MIB))
    }
    await agent.apply(requestOf({ ordinal: 1, pid, cpus: '0-1', memoryMib: { 0: 160 } }))
    await agent.apply(requestOf({ ordinal: 1, pid, cpus: '4-5', memoryMib: { 1: 160 }, step: 2 }))
    const view = await viewOf(guest, pid)
    expect([view.cpus, view.mems]).toEqual(['4-5', '1'])
    // Pages of the process from before it had a group count for the group above; none of its own may stay behind.
    expect((await onNumaNode())[0]).toBe(0)
    const lines = await guest.must(`grep -o 'heap .*\\|N[01]=[0-9]*' /proc/${pid}/numa_maps | grep -o 'N[01]=[0-9]*'`)
    const pages = (id: string) =>
      lines.split('\n').reduce((sum, word) => sum + (word.startsWith(id) ? Number(word.slice(3)) : 0), 0)
    expect(pages('N1') * 4096).toBeGreaterThan(48 * MIB)
  })

  it('is prepared before anything runs, and joined by the process later', async () => {
    const first = await agent.apply(requestOf({ ordinal: 2, pid: null, cpus: '1', memoryMib: { 0: 64 } }))
    expect(first.body).toMatchObject({ state: 'applied', actual: { cpus: '1', memoryMaxMib: 64, pids: [] } })
    const namespace = await guest.must("ip netns list | awk '{ print $1 }'")
    const pid = await startPodIn(guest, namespace)
    const second = await agent.apply(requestOf({ ordinal: 2, pid, cpus: '1', memoryMib: { 0: 64 }, step: 2 }))
    expect(second.body).toMatchObject({ state: 'applied', actual: { cpus: '1', pids: [pid] } })
  })

  it('stops a pod at its disk quota and its rate of writing', async () => {
    const pid = await startPod(guest, 'sleep infinity')
    const size = { cpus: '0', memoryMib: { 0: 96 }, diskMib: { [DISK]: 16 }, ioKibps: 4096 }
    await agent.apply(requestOf({ ordinal: 3, pid, ...size }))
    const { group } = await viewOf(guest, pid)
    const folder = await guest.must("find /data -type d -name '*server-3*'")
    const fill = `echo $$ >/sys/fs/cgroup${group}/cgroup.procs; s=$(date +%s%N)
      dd if=/dev/zero of=${folder}/f bs=1M count=32 oflag=direct status=none; echo $(( ($(date +%s%N) - s) / 1000000 ))
      stat -c %s ${folder}/f`
    const { stdout, stderr } = await guest.run(fill)
    const [ms, bytes] = stdout.split('\n').map(Number)
    expect(stderr).toMatch(/No space left on device|Disk quota exceeded/)
    // What is left at the end is less than the next write needs with its own bookkeeping.
    expect(bytes).toBeGreaterThanOrEqual(15 * MIB)
    expect(bytes).toBeLessThanOrEqual(16 * MIB)
    // 16 MiB at 4 MiB/s are 4 s; the throttle lets a first burst pass.
    expect(ms).toBeGreaterThan(2_500)
    await guest.must(`rm ${folder}/f`)
  })
})

describe('traffic', () => {
  it.each(['sriov', 'bridge'])('%s: passes within a VLAN and not across', async (mode) => {
    const pids: number[] = []
    for (const [i, vlan] of [100, 100, 200].entries()) {
      const pid = await startPod(guest)
      pids.push(pid)
      const vf = mode === 'sriov' ? { vf: i } : {}
      const request = requestOf({ ordinal: i, pid, cpus: `${i}`, memoryMib: { 0: 64 }, vlan, ...vf })
      const { status, body } = await agent.apply(request)
      expect({ status, detail: body.detail, network: body.actual?.network, vlan: body.actual?.vlan }).toEqual({
        status: 200,
        network: mode,
        vlan,
      })
    }
    const [a, b, c] = pids
    expect(await canReach(guest, a, '10.20.0.11', 25)).toBe(true)
    expect(await canReach(guest, b, '10.20.0.10')).toBe(true)
    expect(await canReach(guest, a, '10.20.0.12')).toBe(false)
    expect(await canReach(guest, c, '10.20.0.10')).toBe(false)
  })
})
