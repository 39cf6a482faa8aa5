import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Metrics } from '../../../src/live/http/metrics.ts'
import { AGENT_VERSION } from '../../../src/model/agent.ts'
import { troublesOf } from '../../../src/model/agent-health.ts'
import type { AgentHealth } from '../../../src/model/api.ts'

const WELL: AgentHealth = {
  address: 'https://10.0.0.1:7443',
  version: AGENT_VERSION,
  lastSeenMs: 5_000,
  reason: '',
  drifted: 0,
  node: { isConnected: true, sharedCpus: '0,4', kubeletPolicy: 'none', unfenced: '' },
}

/** Series of the agent of `h1` by name without the prefix. */
async function seriesOf(agent: AgentHealth): Promise<Readonly<Record<string, number>>> {
  const agents = () => new Map([['h1', agent]])
  const text = await new Metrics({ planCounts: () => ({}), snapshotAgeMs: () => null, agents }).text()
  const found = text.matchAll(/^berth_agent_(\w+)\{host="h1"\} (\S+)$/gm)
  return Object.fromEntries(Array.from(found, ([, name, value]) => [name, Number(value)]))
}

it('is of the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  expect(AGENT_VERSION).toBe(version)
})

describe('an agent', () => {
  const node = { isConnected: true, sharedCpus: '0,4', kubeletPolicy: 'none', unfenced: '' }
  const away = { ...WELL, reason: 'h1: connection refused' }

  it('that is well has no trouble and no alarm', async () => {
    expect(troublesOf('h1', WELL)).toEqual([])
    const quiet = { up: 1, last_seen_seconds: 5, drifted_pods: 0, fenced: 1, kubelet_pins: 0, other_version: 0 }
    expect(await seriesOf(WELL)).toEqual(quiet)
  })

  it.each([
    ['away', away, 'does not answer: connection refused', { up: 0 }],
    ['adrift', { ...WELL, drifted: 2 }, '2 pods are not on what was decided', { drifted_pods: 2 }],
    [
      'unfenced',
      { ...WELL, node: { ...node, isConnected: false } },
      'no fence: the container runtime is away',
      { fenced: 0 },
    ],
    [
      'whose daemons run anywhere',
      { ...WELL, node: { ...node, unfenced: 'write /sys/fs/cgroup/system.slice/cpuset.cpus: EBUSY' } },
      'no fence: what is no pod runs on them: write /sys/fs/cgroup/system.slice/cpuset.cpus: EBUSY',
      { fenced: 0 },
    ],
    [
      'beside a kubelet that pins',
      { ...WELL, node: { ...node, kubeletPolicy: 'static' } },
      'the kubelet pins by itself: static',
      { kubelet_pins: 1 },
    ],
    [
      'of another version',
      { ...WELL, version: '0.0.9' },
      `version 0.0.9, the adapter is ${AGENT_VERSION}`,
      { other_version: 1 },
    ],
  ] as const)('that is %s has one trouble and one alarm', async (_, agent, trouble, alarm) => {
    expect(troublesOf('h1', agent)).toEqual([trouble])
    expect(await seriesOf(agent)).toEqual({ ...(await seriesOf(WELL)), ...alarm })
  })

  it('of a host of its own has neither fence nor kubelet, one never asked no version', async () => {
    const plain = { ...WELL, version: null, node: null }
    expect(troublesOf('h1', plain)).toEqual([])
    expect(await seriesOf(plain)).toEqual({ up: 1, last_seen_seconds: 5, drifted_pods: 0 })
  })
})
