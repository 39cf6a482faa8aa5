import { join } from 'node:path'
import { openAuthority } from '../../../src/live/certificates/authority.ts'
import { AdapterProcess } from '../../cli/adapter-process.ts'
import { freePorts } from '../../cluster/lab/ports.ts'
import { accountWith, roleRules } from '../../cluster/target/stage.ts'
import { type AgentOnGuest, bringAgent, joinedAgent } from '../../host/agent/agent.ts'
import { OUTSIDE } from '../../host/lab/guest.ts'
import { NODE } from './kubelet.ts'
import type { NodeLab } from './node.ts'
import { makeOurs, PLUGIN_WORDS, untilConnected } from './ours.ts'

/** `berth serve` as an operator runs it, and the guest's agent, which joined it by an invitation. */
export interface ServedNode {
  /** `ann` writes and applies plans, `bob` approves them. */
  readonly adapter: AdapterProcess
  readonly agent: AgentOnGuest
  close(): Promise<void>
}

/** Starts both on the lab's cluster: the guest's Node is one of Berth's, beside those of KWOK. */
export async function serveNode(lab: NodeLab): Promise<ServedNode> {
  const kubeconfig = await accountWith(lab, 'berth', roleRules())
  const [port] = await freePorts(1)
  const adapter = new AdapterProcess([
    ...['--target', 'kubernetes', '--kubeconfig', kubeconfig, '--namespace', 'default'],
    ...['--join-listen', `127.0.0.1:${port}`, '--names', OUTSIDE],
  ])
  await adapter.start()
  await adapter.add('ann', 'author,operator')
  await adapter.add('bob', 'approver')
  await adapter.add('root', 'admin')
  const token = (await adapter.must('root', 'agents', 'invite', NODE, '-o', 'name')).trim()
  const authority = await openAuthority(join(adapter.stateFolder, 'authority'))
  await bringAgent(lab.guest)
  const address = `https://${OUTSIDE}:${port}`
  const agent = await joinedAgent(lab.guest, { authority, adapter: address, token, further: PLUGIN_WORDS })
  await untilConnected(agent)
  await makeOurs(lab, agent)
  return {
    adapter,
    agent,
    async close() {
      await agent.close()
      await adapter.close()
    },
  }
}
