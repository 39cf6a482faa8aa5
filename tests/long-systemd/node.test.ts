import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type NodeAdapter, startAdapter } from '../node/lab/adapter.ts'
import { viewOf } from '../node/lab/container.ts'
import { cgroupDriverOf, SYSTEM_GROUP } from '../node/lab/daemon.ts'
import { type NodeLab, untilNode } from '../node/lab/node.ts'
import { deletePod } from '../node/lab/pods.ts'
import { sharedNode } from '../node/lab/shared.ts'
import { disturb } from './disturb.ts'

// A Node as distributions make it: systemd is PID 1, makes the groups of pods, and its slices are what is fenced.

const GROUPS = '/sys/fs/cgroup'

let lab: NodeLab
let adapter: NodeAdapter

beforeAll(async () => {
  lab = sharedNode()
  adapter = await startAdapter(lab)
})
afterEach(() => deletePod(lab, 'game'))
afterAll(async () => {
  await adapter?.close()
  await lab.close()
})

/** Cpus of each slice at the top, and of a process: lists. */
async function allowed(): Promise<Readonly<Record<string, string>>> {
  const names = ['init.scope', 'system.slice', 'user.slice', SYSTEM_GROUP]
  const files = names.map((name) => `${GROUPS}/${name}/cpuset.cpus.effective`)
  const lines = (await lab.guest.must(`cat ${files.join(' ')}`)).split('\n')
  return Object.fromEntries(names.map((name, i) => [name, lines[i]]))
}

const fenced = (shared: string) => ({
  'init.scope': shared,
  'system.slice': shared,
  'user.slice': shared,
  [SYSTEM_GROUP]: '0,4',
})

async function untilFenced(shared: string): Promise<void> {
  const wanted = JSON.stringify(fenced(shared))
  await untilNode(`fenced: ${wanted}`, async () => (JSON.stringify(await allowed()) === wanted ? true : null))
}

it('has its pods in groups that systemd makes', async () => {
  expect(await cgroupDriverOf(lab.guest)).toBe('systemd')
  const pod = await adapter.start('game', { cpus: '5-6', memoryMib: { 1: 64 } })
  const { pid } = await viewOf(lab.guest, pod)
  expect(await lab.guest.must(`cat /proc/${pid}/cgroup`)).toMatch(
    /^0::\/kubepods\.slice\/.*\/cri-containerd-\w+\.scope$/,
  )
})

it('keeps pod and fence while systemd reloads, starts units and runs anew, and through resizes between', async () => {
  const pod = await adapter.start('game', { cpus: '1-2', memoryMib: { 0: 64 } })
  const { pid, startTime } = await viewOf(lab.guest, pod)
  const { change } = await adapter.agent.changes(0)
  for (const [cpus, shared] of [
    ['1-2', '0,3-7'],
    ['1-3', '0,4-7'],
    ['3', '0-2,4-7'],
  ]) {
    const { outcome } = await adapter.resize('game', { cpus, memoryMib: { 0: 64 } })
    expect(outcome).toEqual({ kind: 'done' })
    await untilFenced(shared)
    await disturb(lab.guest)
    // Slices where no process is have lost their lists, until the agent's next look.
    expect(await allowed(), cpus).toMatchObject({ 'system.slice': shared, [SYSTEM_GROUP]: '0,4' })
    await untilFenced(shared)
    expect(await viewOf(lab.guest, pod)).toMatchObject({ cpus, allowedCpus: cpus, mems: '0', pid, startTime })
  }
  const told = (await adapter.agent.changes(change - 1)).changes.filter(({ kind }) => kind !== 'applied')
  expect(told).toEqual([])
  await deletePod(lab, 'game')
  await untilFenced('0-7')
})

it('puts back and tells what systemd is told to write over it', async () => {
  await adapter.start('game', { cpus: '1-2', memoryMib: { 0: 64 } })
  const { change } = await adapter.agent.changes(0)
  await lab.guest.must('systemctl set-property --runtime system.slice AllowedCPUs=0-3')
  const { detail } = await adapter.agent.changeAfter(change, 'repaired', null)
  expect(detail).toBe('system.slice: found on Cpus 0-3, put back on 0,3-7')
  await untilFenced('0,3-7')
  await lab.guest.must('systemctl set-property --runtime system.slice AllowedCPUs=')
})
