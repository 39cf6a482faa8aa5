import type { FilterName, Reason } from './decision.ts'
import type { Count } from './resource-words.ts'

/** What is said of one host, and of several. */
const FILTERS: Readonly<Record<FilterName, readonly [string, string]>> = {
  HostUp: ['is down or cordoned', 'are down or cordoned'],
  Where: ['is in a region, IDC or module it may not use', 'are in a region, IDC or module it may not use'],
  Taints: ['has a taint that it does not tolerate', 'have taints that it does not tolerate'],
  Together: ['is apart from the rest of its game', 'are apart from the rest of its game'],
  SpreadLimit: ['has as many of its kind as allowed', 'have as many of its kind as allowed'],
  Near: ['has no pod near that it must be near to', 'have no pod near that it must be near to'],
  Apart: ['has a pod near that it must be apart from', 'have a pod near that it must be apart from'],
  Cpus: ['has too few Cpus free', 'have too few Cpus free'],
  Memory: ['has too little memory free', 'have too little memory free'],
  Disk: ['has too little disk or IO free', 'have too little disk or IO free'],
  Vf: ['has no VF free', 'have no VF free'],
  Gpu: ['has too few GPUs free', 'have too few GPUs free'],
  Nic: ['has no NIC with enough bandwidth and packets free', 'have no NIC with enough bandwidth and packets free'],
  Ip: ['has no address free', 'have no address free'],
  Volume: ['can attach no volume for it', 'can attach no volume for it'],
  Numa: ['cannot hold it on one NumaNode', 'cannot hold it on one NumaNode'],
  Policy: ['is refused by the policy', 'are refused by the policy'],
  Admission: ['fails it after it was bound', 'fail it after it was bound'],
}

/** What a refused pod keeps from its places. besideCount: pods of its group that would fit, before it in order. */
export function groupWords(group: string, besideCount: number, count: Count): string {
  if (besideCount === 0) return `So no pod of group ${group} gets a place.`
  return `So no pod of group ${group} gets a place, though ${count(besideCount)} would fit:`
}

/** `12 hosts have too few Cpus free`, most hosts first. */
export function reasonWords(reasons: readonly Reason[], count: Count): readonly string[] {
  return [...reasons]
    .sort((a, b) => b.hosts - a.hosts)
    .map(({ filter, hosts }) =>
      hosts === 1 ? `1 host ${FILTERS[filter][0]}` : `${count(hosts)} hosts ${FILTERS[filter][1]}`,
    )
}
