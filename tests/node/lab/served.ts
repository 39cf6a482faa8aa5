import { join } from 'node:path'
import { openAuthority } from '../../../src/live/certificates/authority.ts'
import { AdapterProcess } from '../../cli/adapter-process.ts'
import { freePorts } from '../../cluster/lab/ports.ts'
import { accountWith, roleRules } from '../../cluster/target/stage.ts'
import { type AgentOnGuest, bringAgent, joinedAgent } from '../../host/agent/agent.ts'
import { OUTSIDE } from '../../host/lab/guest.ts'
import { NODE } from './kubelet.ts'
import type { NodeLab } from './node.ts'
import { makeOurs, nodeAgentWords, untilConnected } from './ours.ts'

/** `berth serve` as an operator runs it, and the guest's agent, which joined it by an invitation. */
export interface ServedNode {
  /** `ann` writes and applies plans, `bob` approves them. */
  readonly adapter: AdapterProcess
  readonly agent: AgentOnGuest
  close(): Promise<void>
}

/** Options of `berth serve` on the lab's cluster, and where agents of Nodes join it. */
export async function serveWords(lab: NodeLab): Promise<{ words: readonly string[]; joinPort: number }> {
  const kubeconfig = await accountWith(lab, 'berth', roleRules())
  const [joinPort] = await freePorts(1)
  const target = ['--target', 'kubernetes', '--kubeconfig', kubeconfig, '--namespace', 'default']
  return { words: [...target, '--join-listen', `127.0.0.1:${joinPort}`, '--names', OUTSIDE], joinPort }
}

/** Lets the guest's agent join by an invitation: the Node is then one of Berth's, beside those of KWOK. */
export async function joinGuest(lab: NodeLab, adapter: AdapterProcess, joinPort: number): Promise<AgentOnGuest> {
  await adapter.add('root', 'admin')
  const token = (await adapter.must('root', 'agents', 'invite', NODE, '-o', 'name')).trim()
  const authority = await openAuthority(join(adapter.stateFolder, 'authority'))
  await bringAgent(lab.guest)
  const { words: further } = await nodeAgentWords(lab)
  const agent = await joinedAgent(lab.guest, { authority, adapter: `https://${OUTSIDE}:${joinPort}`, token, further })
  await untilConnected(agent)
  await makeOurs(lab)
  return agent
}

/** Starts both on the lab's cluster. */
export async function serveNode(lab: NodeLab): Promise<ServedNode> {
  const { words, joinPort } = await serveWords(lab)
  const adapter = new AdapterProcess(words)
  await adapter.start()
  await adapter.add('ann', 'author,operator')
  await adapter.add('bob', 'approver')
  const agent = await joinGuest(lab, adapter, joinPort)
  return {
    adapter,
    agent,
    async close() {
      await agent.close()
      await adapter.close()
    },
  }
}
