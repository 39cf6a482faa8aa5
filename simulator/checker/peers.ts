import type { PeerRule } from '../../src/model/request.ts'
import { type Ask, type Component, domainOf } from './pods.ts'
import type { State } from './state.ts'

/** Rules between components, written from docs/ARCHITECTURE.md "What a placement obeys": counted anew at each state. */

/** A rule that binds a pod, and where the pods are that it is about. */
export interface PeerTable {
  readonly kind: PeerRule['kind']
  readonly scope: PeerRule['scope']
  readonly domain: PeerRule['domain']
  /** Null: hard. */
  readonly weight: number | null
  /** The component whose pods count. */
  readonly about: string
  /** Its pods that hold something, by domain index. */
  readonly counts: ReadonlyMap<number, number>
}

/** A component's name without the ordinal that tells its declarations apart. */
export function plainName(component: string): string {
  const dot = component.lastIndexOf('.')
  return dot > 0 && /^\d+$/.test(component.slice(dot + 1)) ? component.slice(0, dot) : component
}

/** Whether a component has a hard rule to be near another. */
export function follows({ request }: Component): boolean {
  return (request.peers ?? []).some(({ kind, weight }) => kind === 'near' && weight === undefined)
}

/** Whether some component of its game has a hard rule to be near this one. */
export function isFollowed(state: State, { game, name }: Component): boolean {
  return (state.peered.get(game) ?? []).some(({ request }) => {
    return (request.peers ?? []).some(({ kind, component, weight }) => {
      return kind === 'near' && weight === undefined && plainName(component) === plainName(name)
    })
  })
}

/**
 * How many hard rules to be near another lead from a component to the next at most; in a circle as many as there are
 * components that they lead to.
 */
export function wayOf(state: State, component: Component): number {
  const peered = state.peered.get(component.game) ?? []
  const next = (from: readonly string[]): string[] => {
    const rules = peered.flatMap(({ name, request }) => (from.includes(plainName(name)) ? (request.peers ?? []) : []))
    const near = rules.filter(({ kind, weight }) => kind === 'near' && weight === undefined)
    return [...new Set(near.map((rule) => plainName(rule.component)))]
  }
  const reached = new Set([plainName(component.name)])
  for (const name of reached) for (const other of next([name])) reached.add(other)
  let way = 0
  for (let at = next([...reached].slice(0, 1)); at.length > 0 && way < reached.size; at = next(at)) way++
  return way
}

/** The first hard rule, those to be near others first, that keeps a pod off the host; null when none does. */
export function peerBroken(state: State, ask: Ask, host: number): PeerTable | null {
  const broken = tablesOf(state, ask).filter(({ kind, domain, weight, counts }) => {
    if (weight !== null) return false
    return counts.has(domainOf(state.view, domain, host)) === (kind === 'apart')
  })
  return broken.find(({ kind }) => kind === 'near') ?? broken[0] ?? null
}

/** What soft rules add to the score of a host. */
export function peerPoints(state: State, ask: Ask, host: number): number {
  let points = 0
  for (const { kind, domain, weight, counts } of tablesOf(state, ask)) {
    const found = Math.min(100, 20 * (counts.get(domainOf(state.view, domain, host)) ?? 0))
    points += (kind === 'near' ? 1 : -1) * (weight ?? 0) * found
  }
  return points
}

/** The rules of the pod's component, and the hard ones of others that want to be apart from it. */
function tablesOf(state: State, { component, scope }: Ask): readonly PeerTable[] {
  const peered = state.peered.get(component.game)
  if (peered === undefined) return []
  if (scope.peers.version === state.version) return scope.peers.tables
  const { zone } = scope
  const tables: PeerTable[] = (component.request.peers ?? []).map((rule) => {
    const others = [...state.components.values()].filter(({ game, name }) => {
      return game === component.game && plainName(name) === plainName(rule.component)
    })
    return tableOf(state, rule, rule.component, others, zone)
  })
  for (const other of peered) {
    for (const rule of other.request.peers ?? []) {
      if (rule.kind === 'near' || rule.weight !== undefined) continue
      if (plainName(rule.component) === plainName(component.name))
        tables.push(tableOf(state, rule, other.name, [other], zone))
    }
  }
  scope.peers = { version: state.version, tables }
  return tables
}

function tableOf(
  state: State,
  { kind, scope, domain, weight }: PeerRule,
  about: string,
  others: readonly Component[],
  zone: string,
): PeerTable {
  const counts = new Map<number, number>()
  for (const { heldOn } of others) {
    for (const [where, hosts] of heldOn) {
      if (scope === 'zone' && where !== zone) continue
      for (const [host, pods] of hosts) {
        const at = domainOf(state.view, domain, host)
        counts.set(at, (counts.get(at) ?? 0) + pods)
      }
    }
  }
  return { kind, scope, domain, weight: weight ?? null, about, counts }
}
