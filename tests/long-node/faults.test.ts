import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StepRun } from '../cluster/target/drive.ts'
import { quote } from '../host/lab/guest.ts'
import { type NodeAdapter, startAdapter } from '../node/lab/adapter.ts'
import { type ContainerView, holdMemory, viewOf } from '../node/lab/container.ts'
import { type NodeLab, untilNode } from '../node/lab/node.ts'
import { untilConnected } from '../node/lab/ours.ts'
import { deletePod } from '../node/lab/pods.ts'
import { sharedNode } from '../node/lab/shared.ts'

// What goes wrong on a real Node while a pod grows or runs: the process lives on, on what was decided for it.

const TWO = { cpus: '1-2', memoryMib: { 0: 128 } }
/** What the pod holds, and what is left on a full NumaNode: too little for that. */
const HELD_MIB = 200
const LEFT_MIB = 96
const MIB = 1 << 20
/** The guest's card towards this machine, and for how long it is down: shorter than a Node may be silent. */
const CARD = 'mgmt0'
const CUT_S = 20
const THREE = { cpus: '1-3', memoryMib: { 0: 128 } }

let lab: NodeLab
let adapter: NodeAdapter
let pod: Awaited<ReturnType<NodeAdapter['start']>>
let before: ContainerView

beforeAll(async () => {
  lab = sharedNode()
  adapter = await startAdapter(lab)
})
afterEach(() => deletePod(lab, 'game'))
afterAll(async () => {
  await adapter?.close()
  await lab.close()
})

async function start(): Promise<void> {
  pod = await adapter.start('game', TWO)
  before = await viewOf(lab.guest, pod)
}

/** Writes cpuset.cpus of the pod's container, behind the agent's back. */
async function byHand(cpus: string): Promise<void> {
  await lab.guest.must(`echo ${cpus} >"/sys/fs/cgroup$(cut -d: -f3 /proc/${before.pid}/cgroup)/cpuset.cpus"`)
}

/**
 * Grows the pod, with a fault before one of the step's calls. The last call takes a Node that is not Ready for lost,
 * and a plan would take the step back: it is made once the kubelet has seen its runtime again.
 */
function growWith(at: string, fault: () => Promise<void>): Promise<StepRun> {
  const before = async (call: string): Promise<void> => {
    if (call === at) await fault()
    if (call === 'verify') await lab.untilReady()
  }
  return adapter.resize('game', THREE, { before })
}

async function expectGrown({ outcome, story }: StepRun): Promise<void> {
  expect(outcome, story.join('; ')).toEqual({ kind: 'done' })
  const view = await viewOf(lab.guest, pod)
  expect(view).toMatchObject({ cpus: '1-3', mems: '0', allowedCpus: '1-3', cpuMax: '300000 100000' })
  expect([view.pid, view.startTime]).toEqual([before.pid, before.startTime])
  const { isConnected, sharedCpus, pods } = await adapter.agent.nodePods()
  expect([isConnected, sharedCpus, pods.map(({ drift }) => drift)]).toEqual([true, '0,4-7', [[]]])
}

describe.each(['resize', 'await-resize'])('kill -9 before the call %s of growth', (call) => {
  it('of the agent: it goes on with what the runtime says once it is back', async () => {
    await start()
    let back: Promise<void> = Promise.resolve()
    const run = await growWith(call, async () => {
      await adapter.agent.kill()
      back = adapter.agent.start()
    })
    await back
    await expectGrown(run)
  })

  it('of containerd: containers run on, and it is done once it is back', async () => {
    await start()
    let back: Promise<void> = Promise.resolve()
    const run = await growWith(call, async () => {
      await lab.containerd.end('KILL')
      const { cpus, pid } = await viewOf(lab.guest, pod)
      expect([cpus, pid]).toEqual([call === 'resize' ? '1-2' : '1-3', before.pid])
      back = lab.containerd.start({})
    })
    await back
    await untilConnected(adapter.agent)
    await expectGrown(run)
  })

  it('of the kubelet: it takes the size up when it is back', async () => {
    await start()
    let back: Promise<void> = Promise.resolve()
    const run = await growWith(call, async () => {
      await lab.kubelet.end('KILL')
      back = lab.kubelet.start({})
    })
    await back
    await expectGrown(run)
  })
})

describe.each(['resize', 'await-resize'])(
  'the guest without a network for a while before the call %s of growth',
  (call) => {
    it('is as far from the API server as from the adapter, and the growth is done once it is back', async () => {
      await start()
      let answer: Promise<string> = Promise.resolve('')
      const run = await growWith(call, async () => {
        const cut = `sleep 1; ip link set ${CARD} down; sleep ${CUT_S}; ip link set ${CARD} up`
        await lab.guest.background(`bash -c ${quote(cut)}`, '/run/cut.log')
        await sleep(3000)
        answer = lab.guest.must('true')
        expect(await Promise.race([answer, sleep(2000, 'no answer')])).toBe('no answer')
      })
      await answer
      await expectGrown(run)
    })
  },
)

describe('a move to a memory node that is full', () => {
  const HERE = { cpus: '1-2', memoryMib: { 0: 256 } }
  const THERE = { cpus: '6-7', memoryMib: { 1: 256 } }
  const anon = async () => (await viewOf(lab.guest, pod)).anonBytes.map((bytes) => Math.floor(bytes / MIB))

  /** Files in memory of NumaNode 1 alone, until little of it is left. */
  const fill = () =>
    lab.guest.must(
      `mkdir -p /run/full; mount -t tmpfs -o size=1g,mpol=bind:1 full /run/full
      left() { awk '/MemFree|FilePages/ { kib += $4 } /Shmem:/ { kib -= $4 } END { print int(kib / 1024) }' \
        /sys/devices/system/node/node1/meminfo; }
      while [ "$(left)" -gt ${LEFT_MIB} ]; do dd if=/dev/zero of=/run/full/$((i++)) bs=1M count=16 status=none; done`,
      { timeoutMs: 300_000 },
    )

  it('is refused before a page moves, as the kernel would end somebody, and done once there is room', async () => {
    pod = await adapter.start('game', HERE)
    before = await viewOf(lab.guest, pod)
    await holdMemory(lab.guest, before.pid, HELD_MIB)
    await untilNode('memory held', async () => ((await anon())[0] >= HELD_MIB ? true : null))
    await fill()
    try {
      const { outcome, story } = await adapter.resize('game', THERE, { patience: 2 })
      const reason = expect.stringMatching(
        /found 2\d\d MiB that would move to NumaNode 1, expected at most the \d+ MiB/,
      )
      expect(outcome, story.join('; ')).toMatchObject({ kind: 'clash', reason })
      // A move begins with both places allowed; what it would end with was refused, and the way back is open.
      expect((await anon())[0]).toBeGreaterThanOrEqual(HELD_MIB)
      expect((await adapter.resize('game', HERE)).outcome).toEqual({ kind: 'done' })
      expect(await viewOf(lab.guest, pod)).toMatchObject({ cpus: '1-2', mems: '0', pid: before.pid })
    } finally {
      await lab.guest.must('umount /run/full')
    }
    expect((await adapter.resize('game', THERE)).outcome).toEqual({ kind: 'done' })
    const now = await viewOf(lab.guest, pod)
    expect(now).toMatchObject({ cpus: '6-7', mems: '1', pid: before.pid, startTime: before.startTime })
    expect(now.ticks).toBeGreaterThan(before.ticks)
    expect((await anon())[0]).toBe(0)
    expect((await adapter.agent.nodePods()).pods.map(({ drift }) => drift)).toEqual([[]])
  })
})

describe('what is done by hand on the Node', () => {
  it('to a cpuset is reported', async () => {
    await start()
    const { change } = await adapter.agent.changes(0)
    await byHand('0-7')
    const { detail } = await adapter.agent.changeAfter(change, 'drift', 'default/game')
    expect(detail).toBe('containers.game.cpus: found 0-7, expected 1-2')
    expect((await adapter.agent.nodePods()).pods[0].drift).toHaveLength(1)
    await byHand('1-2')
    await adapter.agent.changeAfter(change, 'repaired', 'default/game')
  })

  it('to a Cpu, which goes offline, is reported; nobody is put there until it is back', async () => {
    await start()
    const { change } = await adapter.agent.changes(0)
    await lab.guest.must('echo 0 >/sys/devices/system/cpu/cpu2/online')
    try {
      const drift = await adapter.agent.changeAfter(change, 'drift', 'default/game')
      expect(drift.detail).toBe('containers.game.cpus: found 1, expected 1-2')
      const refused = await adapter.resize('game', { cpus: '2-3', memoryMib: { 0: 128 } }, { patience: 2 })
      expect(refused.outcome).toMatchObject({
        kind: 'clash',
        reason: expect.stringContaining('cpus: found 2, expected online Cpus of this Node that are not reserved'),
      })
    } finally {
      await lab.guest.must('echo 1 >/sys/devices/system/cpu/cpu2/online')
    }
    await adapter.agent.changeAfter(change, 'repaired', 'default/game')
    expect((await viewOf(lab.guest, pod)).allowedCpus).toBe('1-2')
  })

  it('to a cpuset is put back by an agent that repairs', async () => {
    await adapter.close()
    adapter = await startAdapter(lab, ['--repair'])
    await start()
    await byHand('0-7')
    await untilNode('put back', async () => ((await viewOf(lab.guest, pod)).cpus === '1-2' ? true : null))
    expect((await viewOf(lab.guest, pod)).pid).toBe(before.pid)
  })
})
