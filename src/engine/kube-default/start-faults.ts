import type { Fault } from '../../base/result.ts'
import type { Baseline } from '../../model/baseline.ts'
import type { Scenario } from '../../model/scenario.ts'
import { openKubelet } from '../kubelet/kubelet.ts'
import { configOf, machineOf } from './node-of.ts'

const FIELDS = {
  'cpu.options': 'cpuManagerPolicyOptions',
  'topology.options': 'topologyManagerPolicyOptions',
} as const

/**
 * What of a scenario cannot be under a baseline: what kubelets of its fleet would refuse to start with, each once, with
 * the first host that it is so on; and planned work on hosts, as stock Kubernetes moves no pod.
 */
export function startFaults(
  { name, kube }: Baseline,
  { fleet: { hosts }, maintenance = [] }: Pick<Scenario, 'fleet' | 'maintenance'>,
): readonly Fault[] {
  const faults = new Map<string, Fault>()
  if (maintenance.length > 0) {
    const expected = 'a scenario without it: stock Kubernetes moves no pod'
    faults.set('maintenance', { path: 'spec.maintenance', found: `maintenance, under ${name}`, expected })
  }
  const seen = new Set<string>()
  for (const host of hosts) {
    const [machine, config] = [machineOf(host), configOf(host, kube)]
    // Hosts of one kind start alike.
    const kind = JSON.stringify([machine.numaNodes, config.cpu.reserved])
    if (seen.has(kind)) continue
    seen.add(kind)
    const opened = openKubelet(machine, config)
    for (const fault of opened.ok ? [] : opened.faults) {
      const key = `${fault.path} ${fault.found}`
      if (!faults.has(key)) faults.set(key, { ...fault, path: pathOf(fault.path, name, host.name) })
    }
  }
  return [...faults.values()]
}

/** Of the profile where it is about an option, else of the host. */
function pathOf(path: string, profile: string, host: string): string {
  for (const [from, to] of Object.entries(FIELDS)) {
    if (path.startsWith(from)) return `${profile}.kube.${to}${path.slice(from.length)}`
  }
  return `${profile} on ${host}: ${path}`
}
