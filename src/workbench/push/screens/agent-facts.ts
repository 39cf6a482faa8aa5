import { doesKubeletPin, fenceGap, isOtherVersion, reasonBeside } from '../../../model/agent-health.ts'
import type { AgentHealth } from '../../../model/api.ts'
import type { Fact } from '../../plan/detail/facts.tsx'
import { formatAge } from '../parts/words.ts'

/** What the adapter knows of a host's agent; what is wrong has a cross, so that it does not hang on colour. */
export function agentFacts(host: string, agent: AgentHealth | null, nowMs: number): readonly Fact[] {
  if (agent === null) return [{ label: 'Agent', value: 'none has joined' }]
  const { lastSeenMs, version, drifted, node } = agent
  const reason = reasonBeside(host, agent)
  const facts: Fact[] = [
    { label: 'Agent', value: marked(reason !== '', reason === '' ? 'answers' : reason) },
    { label: 'Version', value: marked(isOtherVersion(agent), version ?? 'not said yet') },
    { label: 'Last seen', value: lastSeenMs === null ? 'never' : `${formatAge(nowMs - lastSeenMs)} ago` },
    { label: 'Drift', value: marked(drifted > 0, drifted === 0 ? 'none' : `${drifted} of its pods`) },
  ]
  if (node === null) return facts
  const gap = fenceGap(agent)
  const fence = gap === null ? `others on Cpus ${node.sharedCpus}` : `none: ${gap}`
  facts.push(
    { label: 'Fence', value: marked(gap !== null, fence) },
    { label: 'Kubelet', value: marked(doesKubeletPin(agent), `policy ${node.kubeletPolicy ?? 'unknown'}`) },
  )
  return facts
}

function marked(isWrong: boolean, text: string): string {
  return isWrong ? `✕ ${text}` : text
}
