import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type AgentOnGuest, agentWords, startAgent } from '../host/agent/agent.ts'
import { viewOf } from '../host/agent/kernel.ts'
import { startPod, stopPods } from '../host/agent/pods.ts'
import { DISK, requestOf } from '../host/agent/requests.ts'
import { type NodeLab, untilNode } from '../node/lab/node.ts'
import { sharedNode } from '../node/lab/shared.ts'
import { disturb } from './disturb.ts'

// The agent of a plain host where systemd owns the cgroup tree: the agent's groups are none of its units.

/** As in deploy/. */
const UNIT = 'berth-agent'
const IO = { diskMib: { [DISK]: 32 }, ioKibps: 2048 }

let lab: NodeLab
let agent: AgentOnGuest

beforeAll(async () => {
  lab = sharedNode()
  agent = await startAgent(lab.guest)
})
afterEach(async () => {
  for (const pod of (await agent?.pods()) ?? []) await agent.release(pod)
})
afterAll(async () => {
  await agent?.close()
  await lab.guest.run(`systemctl stop ${UNIT} lab-game`)
  await lab.close()
})

it('holds a service to its Cpus while systemd reloads, runs anew and makes units with Cpus', async () => {
  const { guest } = lab
  await guest.must('systemd-run --quiet --unit=lab-game --property=PrivateNetwork=yes sleep infinity')
  const main = async () => Number(await guest.must('systemctl show --property=MainPID --value lab-game'))
  const pid = await main()
  const request = requestOf({ ordinal: 1, pid, cpus: '2-3,6-7', memoryMib: { 0: 64, 1: 64 }, ...IO })
  expect((await agent.apply(request)).body).toMatchObject({ state: 'applied', drift: [] })
  const before = await viewOf(guest, pid)
  expect(before).toMatchObject({ allowedCpus: '2-3,6-7', mems: '0-1' })

  const { change } = await agent.changes(0)
  await disturb(guest)
  expect(await viewOf(guest, pid)).toEqual(before)
  const grown = requestOf({ ordinal: 1, step: 2, pid, cpus: '1-3', memoryMib: { 0: 96 }, ...IO })
  expect((await agent.apply(grown)).body).toMatchObject({ state: 'applied', drift: [] })
  await disturb(guest)
  expect(await viewOf(guest, pid)).toMatchObject({ allowedCpus: '1-3', mems: '0' })
  const told = (await agent.changes(change - 1)).changes.filter(({ kind }) => kind !== 'applied')
  expect(told).toEqual([])

  // Its unit goes on, with a process that runs in no group of it.
  expect(await guest.must('systemctl is-active lab-game')).toBe('active')
  expect(await agent.release(request.pod)).toMatchObject({ status: 200, body: { movedPids: [pid] } })
  expect([await main(), await guest.must('systemctl is-active lab-game')]).toEqual([pid, 'active'])
})

it('is started again by its unit with what its pods have, and leaves them alone when it is stopped', async () => {
  const { guest } = lab
  const pid = await startPod(guest)
  const request = requestOf({ ordinal: 2, pid, cpus: '5-6', memoryMib: { 1: 64 } })
  expect((await agent.apply(request)).body).toMatchObject({ state: 'applied', drift: [] })
  const before = await viewOf(guest, pid)
  await agent.kill()

  const words = agentWords(guest, 'https://10.0.2.2:1', 'joined-already').slice(2)
  const options = words.filter((word, i) => word !== '--join' && words[i - 1] !== '--join')
  await guest.putFile('/etc/berth/agent.env', `BERTH_AGENT=${options.join(' ')}\n`)
  await guest.putFile(`/etc/systemd/system/${UNIT}.service`, readFileSync(`deploy/${UNIT}.service`))
  await guest.must(`systemctl daemon-reload; systemctl start ${UNIT}`)
  const main = () => guest.must(`systemctl show --property=MainPID --value ${UNIT}`)
  const holds = async () => ((await agent.pods()).includes(request.pod) ? true : null)
  await untilNode('the unit’s agent answers', () => holds().catch(() => null))
  const first = await main()
  await guest.must(`kill -9 ${first}`)
  await untilNode('it is back', () => holds().catch(() => null))
  expect(await main()).not.toBe(first)
  expect((await agent.read(request.pod)).body).toMatchObject({ state: 'applied', drift: [] })
  await guest.must(`systemctl stop ${UNIT}`)
  expect(await viewOf(guest, pid)).toEqual(before)
  await agent.start()
  await stopPods(guest)
})
