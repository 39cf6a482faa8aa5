import { parseIpv4 } from '../../../src/base/ipv4.ts'
import { HostTable } from '../../../src/engine/state/host-table.ts'
import type { Fleet, Host, IpPool } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'

/** A pod by numbers: `round` rises along the order in which pods are tried. */
export interface NumberedPod {
  readonly number: number
  readonly round: number
  readonly component: number
  readonly zone: number
}

const DOMAINS = ['host', 'rack', 'module', 'idc', 'region'] as const
const NETWORKS = ['sriov', 'bridge'] as const
const SCOPES = ['zone', 'game'] as const

/**
 * The text that the port reads, laid out as `input.hpp` says. components: by number. pods: in the order in which they
 * are tried. Throws for a request that the port does not know.
 */
export function kernelInput(fleet: Fleet, components: readonly PodRequest[], pods: readonly NumberedPod[]): string {
  const table = new HostTable(fleet)
  const shapes = [...new Set(table.shapes)]
  const shapeLines = shapes.map(({ threadsPerCore, cores, coreStart, cpusOf }) => {
    const numas = cpusOf.map((_, numa) =>
      list(cores.slice(coreStart[numa], coreStart[numa + 1]).map((cpus) => list(cpus))),
    )
    return `${threadsPerCore} ${list(numas)}`
  })
  const hostLine = (host: Host, rank: number): string => {
    const domains = DOMAINS.slice(1).map((kind) => table.domains[kind].of[rank])
    const memory = list(host.numaNodes.map(({ memoryMib }) => memoryMib))
    const nics = list(host.nics.map(({ numa, vfs }) => `${numa} ${vfs}`))
    const disks = list(host.disks.map(({ capacityMib, ioKibps }) => `${capacityMib} ${ioKibps}`))
    return `${shapes.indexOf(table.shapes[rank])} ${domains.join(' ')} ${memory} ${nics} ${disks}`
  }
  const poolLine = ({ segment, ranges, boundTo }: IpPool): string => {
    const networks = fleet.segments.find(({ name }) => name === segment)?.networks ?? []
    const bits = NETWORKS.reduce((sum, network, bit) => sum + (networks.includes(network) ? 1 << bit : 0), 0)
    const addresses = ranges.map((range) => range.split('-').map(parseIpv4).join(' '))
    const { byName, start } = table.domains.module
    const ranks = (boundTo.modules ?? []).map((name) => {
      const module = byName.get(name) ?? -1
      return `${start[module]} ${start[module + 1]}`
    })
    return `${bits} ${list(addresses)} ${list(ranks)}`
  }
  const classes = new Map<string, number>()
  const componentLine = (request: PodRequest): string => {
    const text = JSON.stringify(request)
    const klass = classes.get(text) ?? classes.size
    // A rule per host over a whole game reads counts of its own component, so no other shares its class.
    const isShared = !request.spread.some(({ scope, domain }) => scope === 'game' && domain === 'host')
    classes.set(isShared ? text : `${classes.size}`, klass)
    return `${klass} ${requestWords(request, table)}`
  }
  return [
    list(shapeLines),
    list(fleet.hosts.map(hostLine)),
    list(fleet.pools.map(poolLine)),
    list(components.map(componentLine)),
    list(pods.map(({ number, round, component, zone }) => `${number} ${round} ${component} ${zone}`)),
    '',
  ].join('\n')
}

function requestWords(request: PodRequest, { domains }: HostTable): string {
  const { cpus, memoryMib, diskMib, ioKibps, network, numa, where, together, profile } = request
  const regions = (where.regions ?? []).map((name) => domains.region.byName.get(name) ?? -1)
  const spread = request.spread.map(({ scope, domain, limit = -1, weight = 0 }) => {
    return `${numbered(SCOPES, scope)} ${numbered(DOMAINS, domain)} ${limit} ${weight}`
  })
  const groups =
    together === undefined ? [] : [`${numbered(SCOPES, together.scope)} ${numbered(DOMAINS, together.domain)}`]
  const flags = `${numbered(['preferred', 'single'], numa)} ${numbered(['spread', 'pack'], profile)}`
  const size = `${cpus} ${memoryMib} ${diskMib} ${ioKibps} ${numbered(NETWORKS, network)} ${flags}`
  return `${size} ${list(regions)} ${list(spread)} ${list(groups)}`
}

function numbered(words: readonly string[], word: string): number {
  const number = words.indexOf(word)
  if (number < 0) throw new Error(`the port knows ${words.join(', ')}, not ${word}`)
  return number
}

function list(items: readonly (string | number)[]): string {
  return [items.length, ...items].join(' ')
}
