import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findScenario, loadScenario } from '../../src/cli/scenario-source.ts'
import { type Sandbox, startSandbox } from '../../src/cli/serve/sandbox-process.ts'
import { type Authority, openAuthority } from '../../src/live/certificates/authority.ts'
import { openAgentsTarget } from '../../src/live/targets/agents/agents-target.ts'
import { ownCredentials } from '../../src/live/targets/agents/own-credentials.ts'
import type { CallOutcome, Target } from '../../src/live/targets/target.ts'
import type { PlanStep } from '../../src/model/plan.ts'
import type { ObservedPod, Snapshot } from '../../src/model/snapshot.ts'
import { firstAllocations } from '../../src/sandbox/first-allocations.ts'
import { ROOT } from './berth.ts'

const MAIN = pathToFileURL(join(ROOT, 'dist/cli/sandbox.js'))
const SIGNAL = new AbortController().signal
const AT_US = 17 * 3_600_000_000

const folder = mkdtempSync(join(tmpdir(), 'berth-sandbox-'))
const stateFile = join(folder, 'state.ndjson')
let authority: Authority
let sandbox: Sandbox

function scenario() {
  const found = findScenario('launch-day')
  if (!('path' in found)) throw new Error('launch-day is bundled')
  const loaded = loadScenario(found.path, 'smoke')
  if (!loaded.ok) throw new Error('launch-day has no faults')
  return loaded.value
}

function start(): Promise<Sandbox> {
  return startSandbox({ scenario: scenario(), seed: 1, atUs: AT_US, authority, stateFile, applyMs: [0, 2] }, MAIN)
}

async function open(): Promise<Target> {
  const cordoned = new Set<string>()
  return openAgentsTarget({
    ref: { kind: 'sandbox', name: 'sandbox' },
    credentials: ownCredentials(authority),
    agents: () => sandbox.agents,
    networks: sandbox.networks,
    cordons: {
      cordoned: () => cordoned,
      set: (host, _, on) => void (on ? cordoned.add(host) : cordoned.delete(host)),
    },
  })
}

beforeAll(async () => {
  authority = await openAuthority(join(folder, 'authority'))
  sandbox = await start()
})
afterAll(() => sandbox.stop())

/** A step that takes the pod from what it holds to something else. */
function stepOf(pod: ObservedPod, after: PlanStep['after'], kind: PlanStep['kind']): PlanStep {
  const { name, objectName, uid, game, zone, component, request } = pod
  const decision = { seq: 1, atUs: 0 } as unknown as PlanStep['decision']
  const identity = { pod: name, objectName, uid, game, zone, component, request }
  return { number: 1, kind, ...identity, decision, before: pod.holding, after, irreversible: null }
}

async function carryOut(target: Target, step: PlanStep, direction: 'forward' | 'back'): Promise<CallOutcome[]> {
  const outcomes: CallOutcome[] = []
  for (const call of target.callsOf(step, direction)) {
    const plan = `test-${step.kind}`
    outcomes.push(await target.call({ step, direction, call, memo: {}, plan, dryRun: 'none', signal: SIGNAL }))
  }
  return outcomes
}

function podOf(snapshot: Snapshot, name: string): ObservedPod | undefined {
  return snapshot.pods.find((pod) => pod.name === name)
}

describe('the sandbox', () => {
  it('hands over hosts in use, as the scenario has them at its instant', async () => {
    const target = await open()
    const snapshot = await target.snapshot(SIGNAL)
    expect(snapshot.fleet).toEqual(scenario().fleet)
    expect(snapshot.hosts.every((host) => host.ready && !host.cordoned)).toBe(true)
    const identity = { key: '', certificate: '', authority: '' }
    const config = {
      scenario: scenario(),
      seed: 1,
      atUs: AT_US,
      applyMs: [0, 0],
      identity,
      stateFile: null,
      port: 0,
    } as const
    const simulated = firstAllocations(config).map(({ pod, holding }) => [pod, holding] as const)
    expect(simulated.length).toBeGreaterThan(50)
    expect(new Map(snapshot.pods.map(({ name, holding }) => [name, holding]))).toEqual(new Map(simulated))
    expect(snapshot.clashes).toEqual([])
    expect(snapshot.faults).toEqual([])
    await target.close()
  })

  it('releases and takes back exactly, and says the same after it was killed and started again', async () => {
    const target = await open()
    const before = await target.snapshot(SIGNAL)
    const pod = before.pods[0]
    const step = stepOf(pod, null, 'release')
    expect(await carryOut(target, step, 'forward')).toEqual([{ kind: 'done' }])
    expect(await carryOut(target, step, 'forward')).toEqual([{ kind: 'done' }])
    expect(podOf(await target.snapshot(SIGNAL), pod.name)).toBeUndefined()

    process.kill(sandbox.pid, 'SIGKILL')
    await sandbox.ended
    const away = await target.snapshot(SIGNAL)
    expect(away.hosts.every((host) => !host.ready)).toBe(true)
    expect(podOf(away, before.pods[1].name)?.holding).toEqual(before.pods[1].holding)
    const refused = await carryOut(target, step, 'back')
    expect(refused[0].kind).toBe('unreachable')
    await target.close()

    sandbox = await start()
    const again = await open()
    expect(podOf(await again.snapshot(SIGNAL), pod.name)).toBeUndefined()
    expect(await carryOut(again, step, 'back')).toEqual([{ kind: 'done' }, { kind: 'done' }])
    expect(podOf(await again.snapshot(SIGNAL), pod.name)?.holding).toEqual(pod.holding)
    await again.close()
  })

  it('gives nothing that another pod holds, and names the holder', async () => {
    const target = await open()
    const { pods } = await target.snapshot(SIGNAL)
    const [pod] = pods
    const other = pods.find(({ holding, name }) => name !== pod.name && holding?.host === pod.holding?.host)
    const [outcome] = await carryOut(target, stepOf(pod, other?.holding ?? null, 'resize'), 'forward')
    expect(outcome).toMatchObject({ kind: 'clash', host: pod.holding?.host })
    expect('reason' in outcome ? outcome.reason : '').toContain(other?.name)
    await target.close()
  })

  it('takes calls from the adapter of its authority alone', async () => {
    const elsewhere = await openAuthority(join(folder, 'elsewhere'))
    const stranger = await elsewhere.issue({ role: 'adapter', name: 'berth', hosts: [], lifetimeMs: 3_600_000 })
    const agent = await authority.issue({ role: 'agent', name: 'h1', hosts: [], lifetimeMs: 3_600_000 })
    const adapter = await authority.issue({ role: 'adapter', name: 'berth', hosts: [], lifetimeMs: 3_600_000 })
    const snapshotBy = async ({ certificate, key }: typeof agent) => {
      const target = openAgentsTarget({
        ref: { kind: 'sandbox', name: 'sandbox' },
        credentials: async () => ({ authority: authority.certificate, certificate, key }),
        agents: () => sandbox.agents.slice(0, 1),
        networks: sandbox.networks,
        cordons: { cordoned: () => new Set(), set: () => undefined },
      })
      return target.snapshot(SIGNAL).finally(() => target.close())
    }
    expect((await snapshotBy(adapter)).hosts).toHaveLength(1)
    await expect(snapshotBy(stranger)).rejects.toThrow('other side closed')
    await expect(snapshotBy(agent)).rejects.toThrow('a certificate for the role agent may not call')
  })
})
