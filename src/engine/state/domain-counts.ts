import type { PodIdentity } from '../../model/holding.ts'
import type { Domain, SpreadRule } from '../../model/request.ts'
import type { HostTable } from './host-table.ts'

/** Pods that hold something, counted by domain, in each zone apart or in the whole game. */
export class DomainCounts {
  readonly scope: SpreadRule['scope']
  readonly domain: Domain
  readonly #domainOf: Int32Array
  /** By scope key (zone name, or '' for the game), then by domain index; what would be 0 is absent. */
  readonly #counts = new Map<string, Map<number, number>>()

  constructor(hosts: HostTable, scope: SpreadRule['scope'], domain: Domain) {
    this.scope = scope
    this.domain = domain
    this.#domainOf = hosts.domains[domain].of
  }

  /** Counts a pod in (sign 1) or out (sign -1) on a host. */
  count(pod: PodIdentity, host: number, sign: 1 | -1): void {
    const key = this.scope === 'zone' ? pod.zone : ''
    const domain = this.#domainOf[host]
    let counts = this.#counts.get(key)
    if (counts === undefined) {
      counts = new Map()
      this.#counts.set(key, counts)
    }
    const count = (counts.get(domain) ?? 0) + sign
    if (count > 0) counts.set(domain, count)
    else counts.delete(domain)
    if (counts.size === 0) this.#counts.delete(key)
  }

  /** The counts that a pod's zone or game has, by domain; undefined when it has none. */
  of(pod: PodIdentity): ReadonlyMap<number, number> | undefined {
    return this.#counts.get(this.scope === 'zone' ? pod.zone : '')
  }

  /** Domains that hold counted pods, over all zones. */
  get domainCount(): number {
    let count = 0
    for (const counts of this.#counts.values()) count += counts.size
    return count
  }
}
