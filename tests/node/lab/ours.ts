import { labFleet } from '../../cluster/lab/fleet.ts'
import { publishedOf, WRITER } from '../../cluster/lab/nodes.ts'
import type { AgentOnGuest } from '../../host/agent/agent.ts'
import { NRI_SOCKET } from './containerd.ts'
import { NODE, RESERVED_CPUS } from './kubelet.ts'
import { KWOK_HOSTS, type NodeLab, untilNode } from './node.ts'

const MERGE = 'application/merge-patch+json'

/** Options of an agent that is a plugin of the guest's containerd. */
export const PLUGIN_WORDS = ['--nri', NRI_SOCKET, '--reserved-cpus', RESERVED_CPUS.join()]

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

/** Makes the guest's Node one of Berth's: labels and slices of docs/PUSH.md, with what the agent found out about it. */
export async function makeOurs(lab: NodeLab, agent: AgentOnGuest): Promise<void> {
  const { host } = await agent.host()
  const labels = {
    'topology.kubernetes.io/region': host.region,
    'topology.kubernetes.io/zone': host.idc,
    'berth.dev/module': host.module,
    'berth.dev/rack': host.rack,
    'berth.dev/writer': WRITER,
  }
  await lab.ask('PATCH', `/api/v1/nodes/${NODE}`, { metadata: { labels } }, MERGE)
  await lab.apply(publishedOf(host))
  const files = { 'networks.yaml': JSON.stringify(networksOfAll()) }
  const named = { name: 'berth-networks', namespace: 'default' }
  await lab.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: named, data: files }])
}
