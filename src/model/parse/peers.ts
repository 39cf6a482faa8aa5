import type { z } from 'zod'
import type { Fault } from '../../base/result.ts'
import { ownNameOf, type PeerRule } from '../request.ts'
import { show } from './faults.ts'
import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'

/** A game, zone or component: a scenario's name, or what a live fleet has in its place. */
export const ownerName = scalars.matching(
  /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/,
  'a name of a-z, 0-9, dots and hyphens inside',
)

const peerRule = record({
  kind: scalars.word(['near', 'apart']),
  component: ownerName,
  scope: scalars.word(['zone', 'game']),
  domain: scalars.word(['host', 'rack', 'module', 'idc']),
  weight: scalars.integer(1, 100).optional(),
})

/** Rules between components. */
export const peerRules = list(peerRule, 0, 8)

/** A rule as it is read. */
type PeerWords = z.output<typeof peerRule>

/** The rules with their keys in the order in which `model/request.ts` has them. */
export function peersInOrder(peers: readonly PeerWords[]): readonly PeerRule[] {
  return peers.map(({ kind, component, scope, domain, weight }) => {
    return { kind, component, scope, domain, ...(weight === undefined ? {} : { weight }) }
  })
}

/** Rules about the component that has them. path: of the list of rules. */
export function faultsOfOwnPeers(component: string, peers: readonly PeerWords[], path: string): Fault[] {
  return peers.flatMap((rule, i) => (isOwn(component, rule) ? [faultOfOwn(rule, `${path}[${i}].component`)] : []))
}

function isOwn(component: string, rule: PeerWords): boolean {
  return ownNameOf(rule.component) === ownNameOf(component)
}

function faultOfOwn({ component }: PeerWords, path: string): Fault {
  return { path, found: show(component), expected: 'another component; spread and together are about its own pods' }
}

/** A component of a game that is read whole. */
interface Declared {
  readonly name: string
  readonly peers?: readonly PeerWords[] | undefined
}

/**
 * Rules that no game can keep: about a component that is not there, to be near one that is to be apart, to be near each
 * other in a circle, of which none is ever the first. path: of the list of components.
 */
export function faultsOfPeers(components: readonly Declared[], path: string): Fault[] {
  const names = components.map(({ name }) => name)
  return components.flatMap(({ name, peers = [] }, c) => {
    const own = `${path}[${c}].peers`
    const faults: Fault[] = []
    for (const [i, rule] of peers.entries()) {
      const found = show(rule.component)
      if (isOwn(name, rule)) faults.push(faultOfOwn(rule, `${own}[${i}].component`))
      else if (!names.includes(rule.component)) {
        const others = names.filter((each) => each !== name)
        const expected = others.length === 0 ? 'no rule, as no other component is there' : `one of ${others.join(', ')}`
        faults.push({ path: `${own}[${i}].component`, found, expected })
      } else if (isHardNear(rule) && reaches(components, rule.component, name)) {
        faults.push({
          path: `${own}[${i}].component`,
          found,
          expected: `one that need not itself be near ${name} first`,
        })
      } else if (isHardNear(rule) && isKeptApart(components, name, rule)) {
        faults.push({ path: `${own}[${i}]`, found: `near ${rule.component}`, expected: 'no rule to be apart there' })
      }
    }
    return faults
  })
}

function isHardNear({ kind, weight }: PeerWords): boolean {
  return kind === 'near' && weight === undefined
}

/** Whether one component must be near another, by hard rules from one to the next. */
function reaches(components: readonly Declared[], from: string, to: string): boolean {
  const seen = new Set([from])
  for (const name of seen) {
    const { peers = [] } = components.find((each) => each.name === name) ?? {}
    for (const rule of peers) if (isHardNear(rule)) seen.add(rule.component)
  }
  return seen.has(to)
}

const NARROW_TO_WIDE = ['host', 'rack', 'module', 'idc']

/** Whether a hard rule of either component keeps apart whom a rule of the first wants near. */
function isKeptApart(components: readonly Declared[], name: string, near: PeerWords): boolean {
  return components.some((each) => {
    const other = each.name === name ? near.component : each.name === near.component ? name : null
    return (each.peers ?? []).some(({ kind, component, scope, domain, weight }) => {
      if (kind !== 'apart' || weight !== undefined || component !== other) return false
      if (NARROW_TO_WIDE.indexOf(domain) < NARROW_TO_WIDE.indexOf(near.domain)) return false
      return scope === 'game' || near.scope === 'zone'
    })
  })
}
