import type { KubePod, Resources } from '../../kube/pod.ts'
import type { ContainerDocument, PodDocument } from './pod-document.ts'
import { unitsOf } from './quantity.ts'
import { isScalarResource } from './resource-names.ts'

// Source: kubernetes v1.37.2, PodRequests of k8s.io/component-helpers/resource/helpers.go, without resources of the
// whole pod and without status; defaults of pkg/scheduler/util/pod_resources.go.

/** Thousandths by resource. */
type Amounts = ReadonlyMap<string, bigint>

/** What a container that asks for none counts with in scores: 100m and 200Mi. */
const SCORED_LEAST: Amounts = new Map([
  ['cpu', 100n],
  ['memory', 200n * 1024n * 1024n * 1000n],
])

/** What the pod's containers and its overhead come to. The requests of containers are complete (defaults filled in). */
export function requestsOf({ spec }: PodDocument): Pick<KubePod, 'requests' | 'scoredRequests'> {
  const least: Amounts = new Map()
  const { cpuMilli, memoryBytes } = resourcesOf(totalOf(spec, SCORED_LEAST))
  return { requests: resourcesOf(totalOf(spec, least)), scoredRequests: { cpuMilli, memoryBytes } }
}

/** Whole amounts of the resources that the scheduler counts; thousandths of Cpu, the rest rounded up. */
export function resourcesOf(amounts: Amounts): Resources {
  const units = (name: string): number => Number(unitsOf(amounts.get(name) ?? 0n))
  const scalars = [...amounts.keys()].filter(isScalarResource).map((name): [string, number] => [name, units(name)])
  return {
    cpuMilli: Number(amounts.get('cpu') ?? 0n),
    memoryBytes: units('memory'),
    ephemeralBytes: units('ephemeral-storage'),
    scalars: new Map(scalars),
  }
}

/** Containers that are all there at once add up; init containers run one by one, beside the sidecars before them. */
function totalOf(spec: PodDocument['spec'], least: Amounts): Amounts {
  const running = new Map<string, bigint>()
  const sidecars = new Map<string, bigint>()
  const starting = new Map<string, bigint>()
  for (const container of spec.containers) addTo(running, amountsOf(container, least))
  for (const container of spec.initContainers) {
    const own = amountsOf(container, least)
    if (isSidecar(container)) {
      addTo(running, own)
      addTo(sidecars, own)
      raiseTo(starting, sidecars)
    } else {
      const together = new Map(own)
      addTo(together, sidecars)
      raiseTo(starting, together)
    }
  }
  raiseTo(running, starting)
  addTo(running, spec.overhead ?? new Map())
  return running
}

/** An init container that runs as long as the pod. */
export function isSidecar({ restartPolicy }: { readonly restartPolicy?: string | null | undefined }): boolean {
  return restartPolicy === 'Always'
}

/** A resource that is named counts as written, even with 0. */
function amountsOf({ resources }: ContainerDocument, least: Amounts): Amounts {
  return new Map([...least, ...(resources?.requests ?? [])])
}

function addTo(sum: Map<string, bigint>, more: Amounts): void {
  for (const [name, amount] of more) sum.set(name, (sum.get(name) ?? 0n) + amount)
}

function raiseTo(highest: Map<string, bigint>, amounts: Amounts): void {
  for (const [name, amount] of amounts) if (amount > (highest.get(name) ?? -1n)) highest.set(name, amount)
}
