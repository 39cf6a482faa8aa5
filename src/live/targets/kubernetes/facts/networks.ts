import { byCodeUnit } from '../../../../base/order.ts'
import type { Fault } from '../../../../base/result.ts'
import type { Fleet, Host, IpPool, Segment } from '../../../../model/fleet.ts'
import { NETWORKS_CONFIG_MAP, NETWORKS_KEY } from '../../../../model/kube/words.ts'
import { parseDocumentText } from '../../../../model/parse/document.ts'
import { FaultList, faultsOfIssues, joinPath } from '../../../../model/parse/faults.ts'
import { fleetSchema } from '../../../../model/parse/fleet-schema.ts'
import { checkNetworks } from '../../../../model/parse/networks.ts'
import { sortedBinding } from '../../../../model/parse/resolve-networks.ts'
import { record } from '../../../../model/parse/shapes.ts'
import type { KubeConfigMap } from '../objects.ts'

const networksSchema = record({ segments: fleetSchema.shape.segments, pools: fleetSchema.shape.pools })

export interface ClusterNetworks extends Pick<Fleet, 'segments' | 'pools'> {
  readonly faults: readonly Fault[]
}

/**
 * Segments and pools of the ConfigMap `berth-networks`; null is a ConfigMap that is not there. What is faulty is left
 * out with all that stands on it, the rest is kept: a host that went away must not take the networks of all others
 * with it. Paths begin with `configmaps.NAMESPACE/berth-networks`.
 */
export function networksOf(
  configMap: KubeConfigMap | null,
  namespace: string,
  hosts: readonly Host[],
): ClusterNetworks {
  const path = `configmaps.${namespace}/${NETWORKS_CONFIG_MAP}`
  const at = `${path}.${NETWORKS_KEY}`
  const text = configMap?.data?.[NETWORKS_KEY]
  const nothing = (faults: readonly Fault[]): ClusterNetworks => {
    return { segments: [], pools: [], faults: faults.map((fault) => ({ ...fault, path: joinPath(at, fault.path) })) }
  }
  if (text === undefined) {
    const expected = 'segments and pools in YAML; without them no pod gets an IP'
    return { segments: [], pools: [], faults: [{ path: configMap === null ? path : at, found: 'nothing', expected }] }
  }
  const document = parseDocumentText(text)
  if (!document.ok) return nothing(document.faults)
  const parsed = networksSchema.safeParse(document.value)
  if (!parsed.success) return nothing(faultsOfIssues(parsed.error.issues, document.value))
  const pools = parsed.data.pools.map((pool) => ({ ...pool, boundTo: sortedBinding(pool.boundTo) }))
  const checked = keepSound(parsed.data.segments, pools, hosts)
  return { ...checked, faults: checked.faults.map((fault) => ({ ...fault, path: joinPath(at, fault.path) })) }
}

/** A segment or pool and where it stands in the text. */
interface Entry<T> {
  readonly value: T
  readonly path: string
}

/** Leaves out segments and pools with faults, again and again until what is left has none. */
function keepSound(segments: readonly Segment[], pools: readonly IpPool[], hosts: readonly Host[]): ClusterNetworks {
  const all = new FaultList()
  let segmentsKept: readonly Entry<Segment>[] = segments.map((value, i) => ({ value, path: `segments[${i}]` }))
  let poolsKept: readonly Entry<IpPool>[] = boundPools(pools, hosts, all)
  for (;;) {
    const faults = new FaultList()
    const ranges = checkNetworks(
      hosts,
      {
        segments: segmentsKept.map(({ value }) => value),
        segmentPaths: segmentsKept.map(({ path }) => path),
        pools: poolsKept.map(({ value }) => value),
        poolPaths: poolsKept.map(({ path }) => path),
      },
      faults,
    )
    if (faults.isEmpty) {
      const sorted = segmentsKept.map(({ value }) => ({ ...value, networks: [...value.networks].sort(byCodeUnit) }))
      return {
        segments: sorted.sort((a, b) => byCodeUnit(a.name, b.name)),
        pools: poolsKept
          .map(({ value }, i) => ({ ...value, ranges: ranges[i] }))
          .sort((a, b) => byCodeUnit(a.name, b.name)),
        faults: all.all,
      }
    }
    all.addAll(faults.all)
    const isSound = ({ path }: Entry<unknown>): boolean =>
      !faults.all.some((fault) => fault.path.startsWith(`${path}.`))
    segmentsKept = segmentsKept.filter(isSound)
    poolsKept = poolsKept.filter(isSound)
  }
}

/** Pools with what they are bound to as far as it is there; a pool of which nothing is left falls away. */
function boundPools(pools: readonly IpPool[], hosts: readonly Host[], faults: FaultList): readonly Entry<IpPool>[] {
  const known = {
    hosts: new Set(hosts.map((host) => host.name)),
    racks: new Set(hosts.map((host) => host.rack)),
    modules: new Set(hosts.map((host) => host.module)),
  }
  return pools.flatMap((pool, i) => {
    const path = `pools[${i}]`
    const here = (level: keyof typeof known): readonly string[] => {
      const names = pool.boundTo[level] ?? []
      const expected = `the name of one of the ${level} of the fleet`
      names.forEach((name, k) => {
        if (!known[level].has(name)) faults.add(`${path}.boundTo.${level}[${k}]`, name, expected)
      })
      return names.filter((name) => known[level].has(name))
    }
    const boundTo = sortedBinding({
      hosts: [...here('hosts')],
      racks: [...here('racks')],
      modules: [...here('modules')],
    })
    return Object.keys(boundTo).length === 0 ? [] : [{ value: { ...pool, boundTo }, path }]
  })
}
