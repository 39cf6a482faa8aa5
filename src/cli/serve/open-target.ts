import { join } from 'node:path'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { Authority } from '../../live/certificates/authority.ts'
import type { Store } from '../../live/store/store.ts'
import type { AgentAddress } from '../../live/targets/agents/agent-client.ts'
import type { CordonBook } from '../../live/targets/agents/agents-target.ts'
import { openAgentsTarget } from '../../live/targets/agents/agents-target.ts'
import type { Networks } from '../../live/targets/agents/observe.ts'
import { ownCredentials } from '../../live/targets/agents/own-credentials.ts'
import { KubeConfigError, openConnection } from '../../live/targets/kubernetes/api/connection.ts'
import { openKubernetesTarget } from '../../live/targets/kubernetes/open.ts'
import type { Target } from '../../live/targets/target.ts'
import { AGENT_NETWORKS } from '../../model/agent.ts'
import type { PodRequest } from '../../model/request.ts'
import type { Scenario } from '../../model/scenario.ts'
import { findScenario, loadScenario } from '../scenario-source.ts'
import { keepSandbox } from './kept-sandbox.ts'
import { openJoining } from './open-joining.ts'
import { readNetworks } from './read-networks.ts'
import type { TargetChoice } from './target-choice.ts'

export interface OpenedTarget {
  readonly target: Target
  /** One line for a person: what is behind it. */
  readonly about: string
  /** The agents of its hosts, asked anew each time: they come and go. */
  readonly agents: () => readonly AgentAddress[]
  /** Why none of them can answer now, '' for nothing; left out: only they know. */
  readonly away?: () => string
  /** Ends what was started for it too. */
  close(): Promise<void>
}

interface Around {
  readonly folder: string
  readonly store: Store
  readonly authority: Authority
}

const US_PER_HOUR = 3_600_000_000
/** Simulated instant of the sandbox: an hour before launch-day opens, when its hosts are in use. */
const SANDBOX_AT_US = 17 * US_PER_HOUR

/** Opens the target chosen. Faults: files not to be read, a kubeconfig that names no cluster, a sandbox that ends. */
export function openTarget(choice: TargetChoice, around: Around): Promise<Result<OpenedTarget>> {
  switch (choice.kind) {
    case 'kubernetes':
      return openKubernetes(choice, around)
    case 'agents':
      return openAgents(choice, around)
    case 'sandbox':
      return openSandbox(choice, around)
  }
}

/** What is wrong with the files that a choice names, for a server to say before it makes a folder and listens. */
export async function faultsOfChoice(choice: TargetChoice): Promise<readonly Fault[]> {
  if (choice.kind === 'kubernetes') {
    const opened = await openConnection(accessOf(choice)).catch(kubeConfigFault)
    return 'cluster' in opened ? [] : [opened]
  }
  const read = choice.kind === 'agents' ? networksOf(choice) : scenarioOf(choice)
  return read.ok ? [] : read.faults
}

async function openKubernetes(choice: TargetChoice, around: Around): Promise<Result<OpenedTarget>> {
  const { writer, namespace, joinListen } = choice
  const joining = joinListen === null ? null : await openJoining(joinListen, choice.names, around)
  if (joining?.ok === false) return joining
  const { authority } = around
  const agents = () => agentAddresses(around.store)
  try {
    const target = await openKubernetesTarget({
      ...accessOf(choice),
      writer,
      namespace,
      nodeAgents: {
        sign: (text) => authority.signText(text),
        credentials: ownCredentials(authority),
        agents,
      },
    })
    const about = `the cluster ${target.ref.name}, Nodes labelled berth.dev/writer=${writer}`
    const close = async (): Promise<void> => {
      await joining?.value.close()
      await target.close()
    }
    return ok({ target, about, agents, close })
  } catch (error) {
    await joining?.value.close()
    return failed([kubeConfigFault(error)])
  }
}

/** Whom to ask, as far as it was said. */
function accessOf({ kubeconfig, context }: TargetChoice): { kubeconfig?: string; context?: string } {
  return { ...(kubeconfig === null ? {} : { kubeconfig }), ...(context === null ? {} : { context }) }
}

function kubeConfigFault(error: unknown): Fault {
  if (!(error instanceof KubeConfigError)) throw error
  return { path: '--kubeconfig', found: error.message, expected: 'a kubeconfig that names a cluster' }
}

async function openAgents(choice: TargetChoice, around: Around): Promise<Result<OpenedTarget>> {
  const networks = networksOf(choice)
  if (!networks.ok) return networks
  const joining = await openJoining(choice.joinListen ?? '', choice.names, around)
  if (!joining.ok) return joining
  const agents = () => agentAddresses(around.store)
  const target = openAgentsTarget({
    ref: { kind: 'agents', name: 'agents' },
    credentials: ownCredentials(around.authority),
    agents,
    networks: networks.value,
    cordons: cordonsOf(around.store),
  })
  const close = async (): Promise<void> => {
    await joining.value.close()
    await target.close()
  }
  return ok({ target, about: `the agents that joined at ${joining.value.address}`, agents, close })
}

function networksOf({ networks: file }: TargetChoice): Result<Networks> {
  if (file === null) {
    const expected = 'a file of segments and pools: agents know their hosts, not the networks between them'
    return failed([{ path: '--networks', found: 'nothing', expected }])
  }
  const networks = readNetworks(file)
  return networks.ok ? networks : failed(networks.faults.map((fault) => inFile(file, fault)))
}

async function openSandbox(choice: TargetChoice, around: Around): Promise<Result<OpenedTarget>> {
  const scenario = scenarioOf(choice)
  if (!scenario.ok) return scenario
  const { authority, folder, store } = around
  const kept = await keepSandbox({
    scenario: scenario.value,
    seed: 1,
    atUs: Math.min(SANDBOX_AT_US, scenario.value.durationUs),
    authority,
    stateFile: join(folder, `sandbox-${scenario.value.name}-${choice.size}.ndjson`),
  })
  if (!kept.ok) return kept
  const sandbox = kept.value
  const { agents, networks, away } = sandbox
  const target = openAgentsTarget({
    ref: { kind: 'sandbox', name: `${scenario.value.name}-${choice.size}` },
    credentials: ownCredentials(authority),
    agents,
    networks,
    cordons: cordonsOf(store),
  })
  const close = async (): Promise<void> => {
    await target.close()
    await sandbox.stop()
  }
  const about = `a sandbox of ${agents().length} simulated hosts (${scenario.value.name}, ${choice.size})`
  return ok({ target, about, agents, away, close })
}

/** The scenario whose hosts are simulated. Faults: none of that name, its own, what agents do not carry out. */
function scenarioOf(choice: TargetChoice): Result<Scenario> {
  const found = findScenario(choice.scenario)
  if (!('path' in found)) return failed([{ ...found.fault, path: '--scenario' }])
  const scenario = loadScenario(found.path, choice.size)
  if (!scenario.ok) return failed(scenario.faults.map((fault) => inFile(found.path, fault)))
  const beyond = scenario.value.games.flatMap(({ name: game, components }) =>
    components.flatMap(({ name, request }) => beyondAgents(`${game}/${name}`, request)),
  )
  return beyond.length > 0 ? failed(beyond.map((fault) => inFile(found.path, fault))) : scenario
}

/** What a component asks for that agents, simulated or not, do not carry out. */
function beyondAgents(path: string, { cpuMilli = 0, network }: PodRequest): Fault[] {
  const faults: Fault[] = []
  if (cpuMilli > 0) faults.push({ path: `${path} sharedCpu`, found: `${cpuMilli}m`, expected: 'Cpus of its own' })
  if (!AGENT_NETWORKS.some((each) => each === network)) {
    faults.push({ path: `${path} network`, found: network, expected: `one of ${AGENT_NETWORKS.join(', ')}` })
  }
  return faults
}

/** Agents that joined; each answers under its host's name. */
function agentAddresses({ agents }: Store): readonly AgentAddress[] {
  return agents.all().map(({ host, address }) => ({ host, address, certificateName: host }))
}

function cordonsOf({ cordons, transaction }: Store): CordonBook {
  return {
    cordoned: () => new Set(cordons.all()),
    set: (host, plan, on) => transaction(() => (on ? cordons.put(plan, host) : cordons.remove(plan, host))),
  }
}

function inFile(file: string, fault: Fault): Fault {
  return { ...fault, path: fault.path === '' ? file : `${file}: ${fault.path}` }
}
