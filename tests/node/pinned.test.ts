import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isReady } from '../cluster/lab/cluster.ts'
import { type NodeAdapter, startAdapter } from './lab/adapter.ts'
import { holdMemory, viewOf } from './lab/container.ts'
import { HAS_SYSTEMD, SYSTEM_GROUP } from './lab/daemon.ts'
import { type NodeLab, untilNode } from './lab/node.ts'
import { untilConnected } from './lab/ours.ts'
import { createPod, deletePod, podWhen, runningPod } from './lab/pods.ts'
import { sharedNode } from './lab/shared.ts'

// The way of docs/NODE.md on a real Node: adapter, API server, kubelet, containerd, the agent as its plugin, runc.

const MIB = 1 << 20
const GROUPS = '/sys/fs/cgroup'
const SMALL = { cpu: '500m', memoryMib: 64 }
/** What a kubelet needs to hear of a pod and fail it, on a machine with other work. */
const REFUSED = 'CreateContainerError'

let lab: NodeLab
let adapter: NodeAdapter

beforeAll(async () => {
  lab = sharedNode()
  adapter = await startAdapter(lab)
})
afterEach(() => Promise.all(['game', 'second', 'plain'].map((name) => deletePod(lab, name))))
afterAll(async () => {
  await adapter?.close()
  await lab.close()
})

const waitingFor = (name: string, reason: string) =>
  podWhen(lab, name, reason, ({ status }) => status.containerStatuses?.[0].state.waiting?.reason === reason)

describe('a pod that Berth has bound', () => {
  it('runs on exactly its Cpus and its NumaNode from the first instruction on', async () => {
    const pod = await adapter.start('game', { cpus: '5-6', memoryMib: { 1: 128 } })
    const view = await viewOf(lab.guest, pod)
    expect(view).toMatchObject({ cpus: '5-6', mems: '1', allowedCpus: '5-6', allowedMems: '1' })
    expect(view).toMatchObject({ cpuMax: '200000 100000', memoryMax: String(128 * MIB) })
    expect(view.first).toEqual({ cpuCount: 2, allowedCpus: '5-6', allowedMems: '1' })
    const { pods } = await adapter.agent.nodePods()
    const wanted = { cpus: '5-6', mems: '1' }
    expect(pods).toMatchObject([
      { uid: pod.metadata.uid, wanted, containers: [{ name: 'game', ...wanted }], drift: [] },
    ])
  })

  it('grows and shrinks in the same process, cpuset and spec in step', async () => {
    const pod = await adapter.start('game', { cpus: '1-2', memoryMib: { 0: 128 } })
    const before = await viewOf(lab.guest, pod)
    const grown = await adapter.resize('game', { cpus: '1-3', memoryMib: { 0: 192 } })
    expect(grown.outcome).toEqual({ kind: 'done' })
    const large = await viewOf(lab.guest, pod)
    expect(large).toMatchObject({ cpus: '1-3', mems: '0', allowedCpus: '1-3', cpuMax: '300000 100000' })
    expect(large.memoryMax).toBe(String(192 * MIB))

    const seen: string[] = []
    const look = async (call: string) => {
      if (call === 'await-resize') seen.push((await viewOf(lab.guest, pod)).cpus)
    }
    const shrunk = await adapter.resize('game', { cpus: '3', memoryMib: { 0: 128 } }, { before: look })
    expect([shrunk.outcome, seen]).toEqual([{ kind: 'done' }, ['1-3']])
    const small = await viewOf(lab.guest, pod)
    expect(small).toMatchObject({ cpus: '3', allowedCpus: '3', cpuMax: '100000 100000' })
    expect([small.pid, small.startTime]).toEqual([before.pid, before.startTime])
    expect(small.ticks).toBeGreaterThan(large.ticks)
    expect(small.memoryMax).toBe(String(128 * MIB))
  })

  it('moves to the other NumaNode with its memory while it runs', async () => {
    const pod = await adapter.start('game', { cpus: '1-2', memoryMib: { 0: 128 } })
    const before = await viewOf(lab.guest, pod)
    await holdMemory(lab.guest, before.pid, 40)
    const anon = async () => (await viewOf(lab.guest, pod)).anonBytes.map((bytes) => Math.round(bytes / MIB / 10) * 10)
    await untilNode('memory held', async () => ((await anon())[0] >= 40 ? true : null))
    expect((await anon())[1]).toBe(0)
    const moved = await adapter.resize('game', { cpus: '6-7', memoryMib: { 1: 128 } })
    expect(moved.outcome).toEqual({ kind: 'done' })
    const after = await viewOf(lab.guest, pod)
    expect(after).toMatchObject({ cpus: '6-7', mems: '1', allowedCpus: '6-7', allowedMems: '1' })
    expect([after.pid, after.startTime]).toEqual([before.pid, before.startTime])
    const [left, there] = await anon()
    expect([left, there >= 40]).toEqual([0, true])
  })
})

describe('the fence', () => {
  it('keeps pods without an allocation off the Cpus of those that have one, and gives them back', async () => {
    const plain = await runningPod(lab, 'plain', SMALL)
    const shared = async () => (await viewOf(lab.guest, plain)).allowedCpus
    expect(await shared()).toBe('0-7')
    await adapter.start('game', { cpus: '1-2', memoryMib: { 0: 64 } })
    expect(await shared()).toBe('0,3-7')
    await adapter.resize('game', { cpus: '1-3', memoryMib: { 0: 64 } })
    expect(await shared()).toBe('0,4-7')
    await adapter.resize('game', { cpus: '2', memoryMib: { 0: 64 } })
    await untilNode('what it gave up', async () => ((await shared()) === '0-1,3-7' ? true : null))
    const late = await viewOf(lab.guest, await runningPod(lab, 'second', SMALL))
    expect([late.allowedCpus, late.first.allowedCpus]).toEqual(['0-1,3-7', '0-1,3-7'])
    await deletePod(lab, 'game')
    await untilNode('all Cpus shared again', async () => ((await shared()) === '0-7' ? true : null))
  })
})

describe('what is no pod', () => {
  const slice = `${GROUPS}/system.slice`
  /** Starts a process in it and says its id. */
  const startInSlice = `if ${HAS_SYSTEMD}; then
      systemd-run --quiet --unit=lab-sleep sleep 1000; systemctl show --property=MainPID --value lab-sleep
    else
      mkdir -p ${slice}; sleep 1000 >/dev/null 2>&1 & echo $! >${slice}/cgroup.procs; echo $!
    fi`

  it('keeps off the Cpus of pods too, with a group or without, and gets them back', async () => {
    const { guest } = lab
    const grouped = Number(await guest.must(startInSlice))
    const stray = await guest.background('sleep 1000', '/dev/null')
    const allowed = async () => {
      const script = `for pid in ${grouped} ${stray}; do
        sed -n 's/^Cpus_allowed_list:\\t//p' /proc/$pid/status; done`
      return (await guest.must(script)).split('\n')
    }
    expect(await allowed()).toEqual(['0-7', '0-7'])
    await adapter.start('game', { cpus: '1-2', memoryMib: { 0: 64 } })
    expect(await allowed()).toEqual(['0,3-7', '0,3-7'])
    await adapter.resize('game', { cpus: '1-3', memoryMib: { 0: 64 } })
    expect(await allowed()).toEqual(['0,4-7', '0,4-7'])
    const { change } = await adapter.agent.changes(0)
    await guest.must(`echo 0-7 >${slice}/cpuset.cpus`)
    const { detail } = await adapter.agent.changeAfter(change, 'repaired', null)
    expect(detail).toBe('system.slice: found on Cpus 0-7, put back on 0,4-7')
    expect(await allowed()).toEqual(['0,4-7', '0,4-7'])
    await deletePod(lab, 'game')
    await untilNode('all Cpus shared again', async () => (String(await allowed()) === '0-7,0-7' ? true : null))
    await guest.must(`kill ${stray} ${grouped}
      ${HAS_SYSTEMD} || until rmdir ${slice} 2>/dev/null; do sleep 0.1; done`)
  })

  it('keeps what its owner held it to: the daemons and the agent stay on the Cpus reserved for them', async () => {
    const { guest } = lab
    const lists = async () => {
      const agent = '$(grep -l berth-agent[.]js /proc/[0-9]*/cmdline | grep -m 1 -o "[0-9]*")'
      const script = `for pid in $(cat /run/containerd.pid /run/kubelet.pid) ${agent}; do
        sed -n 's/^Cpus_allowed_list:\\t//p' /proc/$pid/status; done; cat ${GROUPS}/${SYSTEM_GROUP}/cpuset.cpus`
      return (await guest.must(script)).split('\n')
    }
    const own = ['0,4', '0,4', '0,4', '0,4']
    expect(await lists()).toEqual(own)
    await adapter.start('game', { cpus: '1-3,5-7', memoryMib: { 0: 64 } })
    expect(await lists()).toEqual(own)
    await deletePod(lab, 'game')
    await untilNode('all Cpus shared', async () =>
      (await adapter.agent.nodePods()).sharedCpus === '0-7' ? true : null,
    )
    expect(await lists()).toEqual(own)
  })
})

describe('with the agent away', () => {
  it('an allocated pod does not start, others do, and it starts by itself once the agent is back', async () => {
    // The runtime lists the sandbox of a pod that has ended for a minute or more, with the allocation that it had.
    await adapter.start('game', { cpus: '1-2', memoryMib: { 0: 64 } })
    await deletePod(lab, 'game')
    await adapter.agent.kill()
    const { outcome } = await adapter.bind('game', { cpus: '5-6', memoryMib: { 1: 64 } })
    expect(outcome).toEqual({ kind: 'done' })
    const { status } = await waitingFor('game', REFUSED)
    expect(status.containerStatuses[0].state.waiting.message).toContain('required plugin "berth" not present')
    await runningPod(lab, 'plain', SMALL)
    await adapter.agent.start()
    await untilConnected(adapter.agent)
    const view = await viewOf(lab.guest, await podWhen(lab, 'game', 'Ready', isReady))
    expect(view.first).toEqual({ cpuCount: 2, allowedCpus: '5-6', allowedMems: '1' })
    const { sharedCpus, pods } = await adapter.agent.nodePods()
    expect([sharedCpus, pods.map(({ name }) => name)]).toEqual(['0-4,7', ['game']])
  })
})

describe('an allocation that the adapter did not write', () => {
  const forged = { host: 'guest-1', cpus: '1-3', memoryMib: { 0: 64 }, network: 'bridge', ip: '10.20.0.99' }
  const text = JSON.stringify({ ...forged, segment: 'game', mac: '02:00:0a:14:00:63', decision: 'x/1' })

  it('is not honoured: the container is not created, and others keep their Cpus', async () => {
    const shared = async () => (await adapter.agent.nodePods()).sharedCpus
    await untilNode('all Cpus shared', async () => ((await shared()) === '0-7' ? true : null))
    await createPod(lab, 'game', SMALL, { annotations: { 'berth.dev/allocation': text } })
    const { status } = await waitingFor('game', REFUSED)
    expect(status.containerStatuses[0].state.waiting.message).toContain(
      'berth.dev/allocation-signature: found nothing, expected MS.SIGNATURE',
    )
    expect(await shared()).toBe('0-7')
  })

  it('is not honoured when it is a copy of another pod’s, signature and all', async () => {
    const { metadata } = await adapter.start('game', { cpus: '1-2', memoryMib: { 0: 64 } })
    const { 'berth.dev/allocation': allocation, 'berth.dev/allocation-signature': signature } = metadata.annotations
    const annotations = { 'berth.dev/allocation': allocation, 'berth.dev/allocation-signature': signature }
    await createPod(lab, 'second', SMALL, { annotations })
    const { status } = await waitingFor('second', REFUSED)
    expect(status.containerStatuses[0].state.waiting.message).toContain('found a signature that does not fit')
    // A kubelet tries again by itself: it stays refused.
    await sleep(3_000)
    expect((await lab.ask('GET', '/api/v1/namespaces/default/pods/second')).status.phase).toBe('Pending')
  })
})

describe('kill -9 between two calls of a resize', () => {
  const memoryMib = { 0: 64 }
  /** Ends a part; the promises inside `back` are that it is there again. */
  const kill = async (victim: 'agent' | 'containerd' | 'kubelet', back: Promise<void>[]) => {
    if (victim === 'agent') await adapter.agent.kill()
    else await lab[victim].end('KILL')
    back.push(victim === 'agent' ? adapter.agent.start() : lab[victim].start({}))
  }

  // One pod for all: each kind once, here with the spec written and nothing done yet. All of them: tests/long-node.
  it('of the agent, containerd and the kubelet: each time it goes on in the same process', async () => {
    const pod = await adapter.start('game', { cpus: '1', memoryMib })
    const { pid, startTime } = await viewOf(lab.guest, pod)
    const back: Promise<void>[] = []
    for (const [victim, cpus] of [
      ['agent', '1-2'],
      ['containerd', '1-3'],
      ['kubelet', '3'],
    ] as const) {
      const before = async (call: string): Promise<void> => {
        if (call === 'await-resize') await kill(victim, back)
        // It takes a Node that is not Ready for lost, and a plan would take the step back.
        if (call === 'verify') await lab.untilReady()
      }
      const { outcome, story } = await adapter.resize('game', { cpus, memoryMib }, { before })
      expect(outcome, `${victim}: ${story.join('; ')}`).toEqual({ kind: 'done' })
      await Promise.all(back)
      await untilConnected(adapter.agent)
      const view = await viewOf(lab.guest, pod)
      expect(view, victim).toMatchObject({ cpus, allowedCpus: cpus, pid, startTime })
    }
    const { sharedCpus, pods } = await adapter.agent.nodePods()
    expect([sharedCpus, pods.map(({ drift }) => drift)]).toEqual(['0-2,4-7', [[]]])
  })
})

it('tells of no drift where all went well', async () => {
  const { changes } = await adapter.agent.changes(0)
  expect(changes.filter(({ kind }) => kind === 'drift')).toEqual([])
})
