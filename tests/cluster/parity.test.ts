import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { RunRecorder } from '../../src/live/session/run-recorder.ts'
import { openSession } from '../../src/live/session/session.ts'
import type { Target } from '../../src/live/targets/target.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import { berth, startBerth } from '../cli/berth.ts'
import { until } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { replayed, smokeEvents, smokeScenario, startSmokeCluster, untilReady } from './lab/smoke.ts'
import { Owner } from './parity/owner.ts'

const SIGNAL = new AbortController().signal
const folder = mkdtempSync(join(tmpdir(), 'berth-parity-'))

let cluster: Cluster
let target: Target

beforeAll(async () => {
  ;({ cluster, target } = await startSmokeCluster())
})

afterAll(async () => {
  await target?.close()
  await cluster?.stop()
})

describe('one engine', () => {
  it('decides through a real API server, in lockstep, what it decides in a replay', async () => {
    const scenario = smokeScenario()
    const textOf = createDecisionWriter(scenario.fleet)
    const { events, lines } = replayed(scenario)
    const directory = join(folder, 'lockstep')
    const record = () => new RunRecorder(directory, scenario.fleet)
    const session = await openSession({ target, name: 'lockstep', record }, SIGNAL)
    const owner = new Owner(cluster, scenario.fleet)
    const live: string[] = []
    for (let i = 0; i < events.length; ) {
      const { atUs } = events[i]
      const begin = i
      while (i < events.length && events[i].atUs === atUs) i++
      const instant = events.slice(begin, i)
      for (const event of instant) if (event.kind === 'component') await owner.act(event)
      await Promise.all(instant.map((event) => (event.kind === 'component' ? null : owner.act(event))))
      if (instant.some((event) => event.kind === 'host-recovered')) {
        await untilReady(target, scenario.fleet.hosts.length)
      }
      const round = await session.round(atUs, SIGNAL)
      expect(round.failed).toEqual([])
      live.push(...round.decisions.map(textOf))
      expect(live).toEqual(lines.slice(0, live.length))
    }
    session.close()
    expect(live).toEqual(lines)
    await expectGoodRecording(directory)
  }, 300_000)

  it('records a free-running session that replays to its own digest, whatever others do meanwhile', async () => {
    const events = smokeEvents()
    const directory = join(folder, 'free')
    const { fleet } = await target.snapshot(SIGNAL)
    const where = ['--target', 'kubernetes', '--kubeconfig', cluster.adminKubeconfig, '--namespace', 'default']
    const words = ['session', '--out', directory, '--data', join(folder, 'data'), '--interval', '20', ...where]
    const session = startBerth(words)
    onTestFinished(() => session.signal('SIGKILL')) // When the test fails before it ends it.
    // Pods of the scenario's first instant anew, under names that the first test has not used; nobody waits for rounds.
    const owner = new Owner(cluster, fleet)
    for (const event of events) if (event.kind === 'component') await owner.act(event)
    const asked = events.filter((event) => event.kind === 'request').slice(0, 40)
    const names = asked.map(({ pod }) => pod.replace('/', '/again-'))
    for (const [i, event] of asked.entries()) await owner.act({ ...event, pod: names[i], cause: 'scale-up' })
    await until(
      'all bound',
      async () => {
        const { pods } = await target.snapshot(SIGNAL)
        return names.every((name) => pods.some((pod) => pod.name === name && pod.holding !== null)) ? true : null
      },
      90_000,
    )
    const path = (name: string): string => `/api/v1/namespaces/default/pods/${name.replaceAll('/', '-')}`
    await cluster.ask('DELETE', path(names[0]))
    await owner.act({ atUs: 1, kind: 'resize', pod: names[1], cpus: 1, memoryMib: 1024, cause: 'load' })
    await owner.act({ atUs: 1, kind: 'release', pod: names[2], cause: 'scale-down' })
    await until(
      'all of it done',
      async () => {
        const { pods } = await target.snapshot(SIGNAL)
        const isGone = [names[0], names[2]].every((name) => pods.every((pod) => pod.name !== name))
        return isGone && pods.some((pod) => pod.name === names[1] && pod.cpus === 1) ? true : null
      },
      60_000,
    ).catch(async (error: Error) => {
      const { pods } = await target.snapshot(SIGNAL)
      const left = pods.filter(({ name }) => names.slice(0, 3).includes(name))
      throw new Error(`${error.message}; ${session.stdout()}${session.stderr()}${JSON.stringify(left)}`)
    })
    session.signal('SIGINT')
    expect(await session.ended).toMatchObject({ code: 130, stdout: expect.stringContaining(' decisions') })
    await expectGoodRecording(directory)
  }, 300_000)
})

async function expectGoodRecording(directory: string): Promise<void> {
  const { stdout, stderr } = await berth(['replay', directory, '-o', 'json'])
  expect(JSON.parse(stdout), stderr).toMatchObject({ same: true })
  const audit = await berth(['audit', directory])
  expect(audit.code, audit.stdout + audit.stderr).toBe(0)
}
