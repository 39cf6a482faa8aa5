import { AGENT_LOG, agentWords, bringAgent } from '../../host/agent/agent.ts'
import { OUTSIDE, quote } from '../../host/lab/guest.ts'
import type { NodeLab } from './node.ts'
import { makeOurs, nodeAgentWords } from './ours.ts'

/** A connection to the adapter, a certificate and a connection to containerd take an emulated agent some seconds. */
const JOIN_S = 120

/**
 * What `npm run node:join` does: brings the built agent into the guest of a person's lab, in place of one that is
 * there, lets it join the adapter behind a port of this machine's loopback, and makes the Node one of Berth's. Rejects
 * with the agent's last words when it ends, and when it has not joined in two minutes.
 */
export async function joinByHand(lab: NodeLab, adapterPort: number, token: string): Promise<void> {
  const { guest } = lab
  await guest.run(`pkill -f berth-agent.js; while pgrep -f berth-agent.js; do sleep 0.1; done`)
  await bringAgent(guest)
  const { words } = await nodeAgentWords(lab)
  const all = [...agentWords(guest, `https://${OUTSIDE}:${adapterPort}`, token), ...words]
  const pid = await guest.background(all.map(quote).join(' '), AGENT_LOG)
  await guest.must(
    `for ((i = 0; i < ${JOIN_S}; i++)); do
      grep -q '^plugin ' ${AGENT_LOG} && exit
      [ -d /proc/${pid} ] || break
      sleep 1
    done
    tail -5 ${AGENT_LOG}; exit 1`,
    { timeoutMs: 2 * JOIN_S * 1000 },
  )
  await makeOurs(lab)
}
