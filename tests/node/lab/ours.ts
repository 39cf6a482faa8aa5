import { readFileSync } from 'node:fs'
import type { Answer } from '../../cluster/lab/client.ts'
import { labFleet } from '../../cluster/lab/fleet.ts'
import { WRITER } from '../../cluster/lab/nodes.ts'
import { deployAgents, tokenBoundTo } from '../../cluster/target/agent-account.ts'
import { type AgentOnGuest, PLACE } from '../../host/agent/agent.ts'
import { NRI_SOCKET } from './containerd.ts'
import { RESERVED_CPUS } from './daemon.ts'
import { NODE, urlInGuest } from './kubelet.ts'
import { KWOK_HOSTS, type NodeLab, untilNode } from './node.ts'

const MERGE = 'application/merge-patch+json'
export const SLICES = '/apis/resource.k8s.io/v1/resourceslices'
const OWN_SLICES = `${SLICES}?fieldSelector=spec.nodeName%3D${NODE}`
/** Where the agent's account lies in the guest: `token` and `ca.crt`. */
const ACCOUNT = '/run/berth-account'

/**
 * Options of an agent that is a plugin of the guest's containerd and publishes its Node. Its account, which
 * deploy/agent.yaml lets write slices of that Node alone, is put into the guest; returns its token too.
 */
export async function nodeAgentWords(lab: NodeLab): Promise<{ words: readonly string[]; token: string }> {
  await deployAgents(lab)
  const token = await tokenBoundTo(lab, NODE)
  await lab.guest.putFile(`${ACCOUNT}/token`, `${token}\n`)
  await lab.guest.putFile(`${ACCOUNT}/ca.crt`, readFileSync(lab.caFile))
  const words = ['--nri', NRI_SOCKET, '--reserved-cpus', RESERVED_CPUS.join()]
  return { words: [...words, '--api-server', urlInGuest(lab.url), '--account', ACCOUNT], token }
}

/** Networks of the guest's module, beside those of the Nodes that KWOK plays. */
function networksOfAll() {
  const { segments, pools } = labFleet(KWOK_HOSTS)
  const own = { name: 'game', vlan: 100, subnet: '10.20.0.0/24', networks: ['bridge'] }
  const pool = { name: 'game', segment: 'game', ranges: ['10.20.0.10-10.20.0.250'], boundTo: { modules: ['m1'] } }
  return { segments: [...segments, own], pools: [...pools, pool] }
}

/** Waits until the runtime has shown the agent all there is. */
export async function untilConnected(agent: AgentOnGuest): Promise<void> {
  await untilNode('agent connected', async () => ((await agent.nodePods()).isConnected ? true : null))
}

/** The ResourceSlices of the guest's Node. */
export async function publishedSlices(lab: NodeLab): Promise<readonly Answer['body'][]> {
  return (await lab.ask('GET', OWN_SLICES)).items
}

/**
 * Makes the guest's Node one of Berth's as its owner does, by labels and networks (docs/PUSH.md), and waits until its
 * agent has published what it has.
 */
export async function makeOurs(lab: NodeLab): Promise<void> {
  const labels = {
    'topology.kubernetes.io/region': PLACE.region,
    'topology.kubernetes.io/zone': PLACE.idc,
    'berth.dev/module': PLACE.module,
    'berth.dev/rack': PLACE.rack,
    'berth.dev/writer': WRITER,
  }
  await lab.ask('PATCH', `/api/v1/nodes/${NODE}`, { metadata: { labels } }, MERGE)
  const files = { 'networks.yaml': JSON.stringify(networksOfAll()) }
  const named = { name: 'berth-networks', namespace: 'default' }
  await lab.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: named, data: files }])
  await untilNode('slices published', async () => ((await publishedSlices(lab)).length > 0 ? true : null))
}
