import { formatIpv4, macOfIpv4 } from '../../../src/base/ipv4.ts'
import { ownCredentials } from '../../../src/live/targets/agents/own-credentials.ts'
import { openKubernetesTarget } from '../../../src/live/targets/kubernetes/open.ts'
import type { Target } from '../../../src/live/targets/target.ts'
import type { HoldingWords } from '../../../src/model/decision.ts'
import type { StepKind } from '../../../src/model/plan.ts'
import type { ObservedPod } from '../../../src/model/snapshot.ts'
import type { Answer } from '../../cluster/lab/client.ts'
import { isReady } from '../../cluster/lab/cluster.ts'
import { WRITER } from '../../cluster/lab/nodes.ts'
import { type DriveOptions, drive, type StepRun } from '../../cluster/target/drive.ts'
import { accountWith, roleRules } from '../../cluster/target/stage.ts'
import { stepOf } from '../../cluster/target/steps.ts'
import { type AgentOnGuest, startAgent } from '../../host/agent/agent.ts'
import { AGENT_PORT } from '../../host/lab/guest.ts'
import { NODE } from './kubelet.ts'
import type { NodeLab } from './node.ts'
import { makeOurs, nodeAgentWords, untilConnected } from './ours.ts'
import { makePod, type PodOptions, podWhen } from './pods.ts'

const NEVER = new AbortController().signal
/** Outcomes `wait` or `unreachable` of one call before it is given up: some minutes of an emulated kubelet. */
const PATIENCE = 400
const FIRST_IP = 0x0a_14_00_0a

/** Which Cpus and how much memory of which NumaNodes: `{ cpus: '1-2', memoryMib: { 0: 128 } }`. */
export type Place = Pick<HoldingWords, 'memoryMib'> & { readonly cpus: string }

/** The adapter with a real API server, and the real agent in the guest as a plugin of its containerd, joined to it. */
export interface NodeAdapter {
  readonly agent: AgentOnGuest
  /** With which the agent publishes. */
  readonly agentToken: string
  readonly target: Target
  /** Makes a pod that waits, of as many Cpus and MiB as the place has, and binds it there. It may not start. */
  bind(name: string, place: Place, options?: PodOptions): Promise<StepRun>
  /** As bind, and waits until the pod is Ready; returns it. */
  start(name: string, place: Place, options?: PodOptions): Promise<Answer['body']>
  /** Resizes or moves a pod that is bound. */
  resize(name: string, place: Place, options?: DriveOptions): Promise<StepRun>
  observed(name: string): Promise<ObservedPod>
  close(): Promise<void>
}

/** Starts agent and adapter and makes the guest's Node one of Berth's. `further`: options of the agent. */
export async function startAdapter(lab: NodeLab, further: readonly string[] = []): Promise<NodeAdapter> {
  const { words, token } = await nodeAgentWords(lab)
  const agent = await startAgent(lab.guest, [...words, ...further])
  await untilConnected(agent)
  await makeOurs(lab)
  const { authority } = agent
  const address = `https://127.0.0.1:${lab.guest.forwardedPort(AGENT_PORT)}`
  const target = await openKubernetesTarget({
    kubeconfig: await accountWith(lab, 'berth', roleRules()),
    writer: WRITER,
    namespace: 'default',
    nodeAgents: {
      sign: (text) => authority.signText(text),
      credentials: ownCredentials(authority),
      agents: () => [{ host: NODE, address, certificateName: NODE }],
    },
  })
  return { ...adapterOf(lab, agent, target), agentToken: token }
}

function adapterOf(lab: NodeLab, agent: AgentOnGuest, target: Target): Omit<NodeAdapter, 'agentToken'> {
  const plans = counter()
  const addresses = counter()
  const observed: NodeAdapter['observed'] = async (name) => {
    const { pods, faults } = await target.snapshot(NEVER)
    const pod = pods.find(({ objectName }) => objectName === `default/${name}`)
    if (pod === undefined) throw new Error(`no ${name} in the snapshot: ${JSON.stringify(faults)}`)
    return pod
  }
  const step = (kind: StepKind, pod: ObservedPod, after: HoldingWords, options: DriveOptions = {}) =>
    drive(target, stepOf(kind, pod, after), { plan: `plan-${plans()}`, patience: PATIENCE, ...options })
  const bind: NodeAdapter['bind'] = async (name, place, options) => {
    await makePod(lab, name, sizeOf(place), options)
    const ip = FIRST_IP + (addresses() % 200)
    const network = { network: 'bridge', ip: formatIpv4(ip), segment: 'game', mac: macOfIpv4(ip) } as const
    return step('bind', await observed(name), { host: NODE, ...place, ...network })
  }
  return {
    agent,
    target,
    observed,
    bind,
    async start(name, place, options) {
      const run = await bind(name, place, options)
      if (run.outcome.kind !== 'done') throw new Error(`${name}: ${JSON.stringify(run)}`)
      return podWhen(lab, name, 'Ready', isReady)
    },
    async resize(name, place, options) {
      const pod = await observed(name)
      if (pod.holding === undefined || pod.holding === null) throw new Error(`${name} holds nothing`)
      return step('resize', pod, { ...pod.holding, ...place }, options)
    },
    async close() {
      await target.close()
      await agent.close()
    },
  }
}

function sizeOf({ cpus, memoryMib }: Place) {
  const count = cpus.split(',').reduce((sum, part) => {
    const [first, last = first] = part.split('-').map(Number)
    return sum + last - first + 1
  }, 0)
  return { cpu: String(count), memoryMib: Object.values(memoryMib).reduce((sum, mib) => sum + mib, 0) }
}

function counter(): () => number {
  let next = Date.now()
  return () => next++
}
