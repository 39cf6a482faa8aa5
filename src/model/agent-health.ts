import { AGENT_VERSION } from './agent.ts'
import { type AgentHealth, NOT_ASKED } from './api.ts'

/** Whether the kubelet of the agent's Node pins Cpus by itself, so that both would book the same ones. */
export function doesKubeletPin({ node }: AgentHealth): boolean {
  return node !== null && node.kubeletPolicy !== null && node.kubeletPolicy !== 'none'
}

/** Why others than pods with an allocation run on the Cpus of these; null: they do not, or it is a plain host. */
export function fenceGap({ node }: AgentHealth): string | null {
  if (node === null) return null
  if (!node.isConnected) return 'the container runtime is away'
  return node.unfenced === '' ? null : `what is no pod runs on them: ${node.unfenced}`
}

/** Whether it said a version, and another than the adapter's. */
export function isOtherVersion({ version }: AgentHealth): boolean {
  return version !== null && version !== AGENT_VERSION
}

/** Whether it did not answer when it was asked last. */
export function isSilent({ reason }: AgentHealth): boolean {
  return reason !== '' && reason !== NOT_ASKED
}

/** Why it does not answer; '' when it does. Without its host, which stands beside it. */
export function reasonBeside(host: string, { reason }: AgentHealth): string {
  return reason.startsWith(`${host}: `) ? reason.slice(host.length + 2) : reason
}

/**
 * All that is wrong with the agent of a host, in words that leave the host's name to what stands beside them, worst
 * first; empty when all is well. Each has its alarm in /metrics.
 */
export function troublesOf(host: string, agent: AgentHealth): readonly string[] {
  const { drifted, node } = agent
  const reason = reasonBeside(host, agent)
  const troubles: string[] = []
  if (reason !== '') troubles.push(`does not answer: ${reason}`)
  if (drifted > 0) troubles.push(`${drifted} ${drifted === 1 ? 'pod is' : 'pods are'} not on what was decided`)
  const gap = fenceGap(agent)
  if (gap !== null) troubles.push(`no fence: ${gap}`)
  if (doesKubeletPin(agent)) troubles.push(`the kubelet pins by itself: ${node?.kubeletPolicy}`)
  if (isOtherVersion(agent)) troubles.push(`version ${agent.version}, the adapter is ${AGENT_VERSION}`)
  return troubles
}
