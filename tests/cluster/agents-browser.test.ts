import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningAgent, runAgent } from '../../src/agent/run-agent.ts'
import { AGENT_VERSION } from '../../src/model/agent.ts'
import { parseJoinToken } from '../../src/model/agent-token.ts'
import type { HostHealth } from '../../src/model/api.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { violations } from '../browser/axe.ts'
import { type PushServer, startPushServer, untilFleet } from '../browser/push-server.ts'
import { until } from './lab/client.ts'
import { type Cluster, startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { freePorts } from './lab/ports.ts'
import { deployAgents, putAccount } from './target/agent-account.ts'
import { accountWith, roleRules } from './target/stage.ts'

// A real agent that has joined a real adapter as that of a Node, with no container runtime to be a plugin of: how that
// shows to an operator, on the command line, on the page and as alarms.

/** The adapter asks every agent each quarter of a minute. */
const SEEN_MS = 60_000
const [{ name: HOST }] = labFleet(3).hosts

let cluster: Cluster
let server: PushServer
let agent: RunningAgent
let folder: string

beforeAll(async () => {
  cluster = await startCluster({ nodes: 3 })
  await cluster.create([networksOf(labFleet(3), 'default')])
  await deployAgents(cluster)
  const kubeconfig = await accountWith(cluster, 'berth', roleRules())
  const target = ['--target', 'kubernetes', '--kubeconfig', kubeconfig, '--namespace', 'default']
  const [joinPort, agentPort] = await freePorts(2)
  server = await startPushServer([...target, '--join-listen', `127.0.0.1:${joinPort}`])
  await server.adapter.add('root', 'admin')
  agent = await joinedAgent(`https://127.0.0.1:${joinPort}`, agentPort)
})

afterAll(async () => {
  await agent?.close()
  await server?.close()
  await cluster?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Starts the agent of this machine under the name of a Node, by an invitation. */
async function joinedAgent(adapter: string, port: number): Promise<RunningAgent> {
  folder = mkdtempSync(join(tmpdir(), 'berth-agent-'))
  const token = parseJoinToken((await server.adapter.must('root', 'agents', 'invite', HOST, '-o', 'name')).trim())
  if (!token.ok) throw new Error('no invitation')
  await putAccount(cluster, HOST, folder)
  const names = { name: HOST, region: 'r', idc: 'i', module: 'm', rack: 'k', topology: 'discovered' }
  return runAgent({
    adapter: new URL(adapter),
    token: token.value,
    place: { ...names, reservedCpus: '', reservedMemoryMib: 0, disks: [] },
    listen: { address: '127.0.0.1', port },
    address: `https://127.0.0.1:${port}`,
    stateFolder: join(folder, 'state'),
    cgroupRoot: join(folder, 'cgroup'),
    uplink: null,
    driftMs: 1000,
    repair: false,
    nriSocket: join(folder, 'no-runtime.sock'),
    publish: { server: new URL(cluster.url), account: folder },
    log: () => undefined,
  })
}

/** The host as the API shows it, once its agent is as asked. */
const healthWhen = (what: string, test: (agent: NonNullable<HostHealth['agent']>) => boolean) =>
  until(
    what,
    async () => {
      const { hosts } = await server.call<{ hosts: readonly HostHealth[] }>('rita', '/api/hosts')
      const own = hosts.find(({ host }) => host === HOST)?.agent ?? null
      return own !== null && test(own) ? own : null
    },
    SEEN_MS,
  )

const alarms = async () => {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const found = text.matchAll(/^berth_agent_(\w+)\{host="([^"]+)"\} (\S+)$/gm)
  return Object.fromEntries(Array.from(found, ([, name, host, value]) => [`${name} ${host}`, Number(value)]))
}

const factsOf = async (page: Page) => {
  const names = ['Agent', 'Version', 'Last seen', 'Drift', 'Fence', 'Kubelet']
  return Promise.all(names.map((name) => page.locator(`[data-fact="${name}"]`).innerText()))
}

const LOOKS = [1280, 1920].flatMap((width) => (['dark', 'light'] as const).map((scheme) => ({ width, scheme })))

// One story, told in order.
describe('an agent without a container runtime', () => {
  it('is a row of `berth hosts`, with its version, when it was seen, drift, fence and kubelet', async () => {
    const { lastSeenMs } = await healthWhen('seen', ({ reason }) => reason === '')
    expect(Date.now() - (lastSeenMs ?? 0)).toBeLessThan(SEEN_MS)
    const table = await server.adapter.must('rita', 'hosts')
    const row = table.split('\n').find((line) => line.startsWith(HOST)) ?? ''
    expect(row).toMatch(new RegExp(`yes +no +answers +${AGENT_VERSION.replaceAll('.', '\\.')} +\\d{4}-\\S+Z +0 +away`))
    expect(table.split('\n').filter((line) => / none *$/.test(line))).toHaveLength(2)
  })

  it('has published this machine in the place of what stood there', async () => {
    const hardware = await until('this machine', async () => {
      const { fleet } = await server.call<Snapshot>('rita', '/api/snapshot?fresh=true')
      const host = fleet.hosts.find(({ name }) => name === HOST)
      return host?.topology === 'discovered' ? host : null
    })
    expect(hardware.numaNodes.flatMap(({ cores }) => cores.flat())).toHaveLength(availableParallelism())
    // Places are the Node's labels, whatever its agent calls them.
    expect(hardware.idc).toBe('tj-a')
  })

  it('raises the alarm of the fence alone', async () => {
    const { [`last_seen_seconds ${HOST}`]: seen, ...others } = await alarms()
    expect(seen).toBeGreaterThan(Date.now() / 1000 - 60)
    const names = { up: 1, drifted_pods: 0, fenced: 0, kubelet_pins: 0, other_version: 0 }
    expect(others).toEqual(Object.fromEntries(Object.entries(names).map(([name, value]) => [`${name} ${HOST}`, value])))
  })

  it.each(LOOKS)('is on the page at $width wide in $scheme', async (look) => {
    const { page, complaints } = await server.open('rita', '/push', {
      ...look,
      height: look.width === 1280 ? 800 : 1080,
    })
    await untilFleet(page)
    const agents = page.getByRole('region', { name: 'Agents' })
    await agents.getByText('no fence: the container runtime is away').waitFor()
    await agents.getByRole('button', { name: HOST }).click()
    await page.getByRole('heading', { name: HOST }).waitFor()
    expect(await factsOf(page)).toEqual([
      'answers',
      AGENT_VERSION,
      expect.stringMatching(/^\d+ s ago$/),
      'none',
      '✕ none: the container runtime is away',
      'policy unknown',
    ])
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('that ends is told as away, by alarm and on the page, with what it said last', async () => {
    await agent.close()
    await healthWhen('away', ({ reason }) => reason !== '')
    expect((await alarms())[`up ${HOST}`]).toBe(0)
    const { page, complaints } = await server.open('rita', `/push?host=${HOST}`)
    await untilFleet(page)
    await page.getByRole('region', { name: 'Agents' }).getByText('does not answer').waitFor()
    const [state, version] = await factsOf(page)
    expect([state.startsWith('✕ '), version]).toEqual([true, AGENT_VERSION])
    expect(complaints).toEqual([])
  })
})
