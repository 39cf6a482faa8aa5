import { assert } from '../../base/assert.ts'
import type { Host } from '../../model/fleet.ts'

export const DOMAIN_KINDS = ['host', 'rack', 'module', 'idc', 'region'] as const
export type DomainKind = (typeof DOMAIN_KINDS)[number]

/** One kind of domain over the ranked hosts. Hosts of a domain are neighbours, so a domain is a range of ranks. */
export interface DomainIndex {
  /** [hostCount] domain of each host. */
  readonly of: Int32Array
  /** [domainCount + 1] rank of the first host of each domain. */
  readonly start: Int32Array
  readonly byName: ReadonlyMap<string, number>
}

/** Indexes one kind of domain. hosts: ranked. Throws when a name occurs in two places of the tree of domains. */
export function indexDomains(hosts: readonly Host[], kind: DomainKind): DomainIndex {
  const of = new Int32Array(hosts.length)
  const starts: number[] = []
  let last: string | null = null
  const byName = new Map<string, number>()
  for (let host = 0; host < hosts.length; host++) {
    const name = kind === 'host' ? hosts[host].name : hosts[host][kind]
    if (name !== last) {
      assert(!byName.has(name), `${kind} ${name} is one range of ranked hosts`)
      byName.set(name, starts.length)
      last = name
      starts.push(host)
    }
    of[host] = starts.length - 1
  }
  return { of, start: Int32Array.from([...starts, hosts.length]), byName }
}
