import { byCodeUnit } from '../../../base/order.ts'
import { LABEL_IDC, LABEL_MODULE, LABEL_RACK, LABEL_REGION } from '../../kube/words.ts'
import { scenarioName } from './names.ts'
import type { NodeFacts } from './node-facts.ts'
import { accepts } from './selector.ts'

/** Where a node is, in names of a scenario. */
export interface Place {
  readonly region: string
  readonly idc: string
  readonly module: string
  readonly rack: string
}

/** Places of all nodes, and of each selector the modules whose nodes it accepts; null where it accepts every node. */
export interface Places {
  readonly ofNode: ReadonlyMap<NodeFacts, Place>
  readonly modulesOf: (selector: string) => readonly string[] | null
}

const OLD_REGION = 'failure-domain.beta.kubernetes.io/region'
const OLD_IDC = 'failure-domain.beta.kubernetes.io/zone'

/**
 * Region, IDC, module and rack of every node by its labels. Nodes of one IDC (and module, where labels say it) that the
 * same selectors accept are a module: so a list of modules says exactly what a selector says of labels. A name that is
 * that of something in two places gets its parent's before it, as names are unique in a fleet.
 *
 * selectors  all that pods have
 */
export function placesOf(nodes: readonly NodeFacts[], selectors: readonly string[]): Places {
  const sorted = [...selectors].filter((selector) => selector !== '').sort(byCodeUnit)
  const signatures = new Map<NodeFacts, string>(
    nodes.map((node) => [node, sorted.map((selector) => (accepts(selector, node) ? '1' : '0')).join('')]),
  )
  const label = (node: NodeFacts, keys: readonly string[]): string | null => {
    const key = keys.find((each) => node.labels.has(each))
    return key === undefined ? null : scenarioName(node.labels.get(key) as string, 'x')
  }
  const region = (node: NodeFacts): string => label(node, [LABEL_REGION, OLD_REGION]) ?? 'region'
  const idc = uniqueIn(nodes, region, (node) => label(node, [LABEL_IDC, OLD_IDC]) ?? `${region(node)}-idc`)
  const hall = uniqueIn(nodes, idc, (node) => label(node, [LABEL_MODULE]) ?? idc(node))
  const module = modulesBySignature(nodes, hall, (node) => signatures.get(node) as string)
  const rack = uniqueIn(nodes, module, (node) => label(node, [LABEL_RACK]) ?? `${module(node)}-r01`)
  const ofNode = new Map(
    nodes.map((node) => [node, { region: region(node), idc: idc(node), module: module(node), rack: rack(node) }]),
  )
  return {
    ofNode,
    modulesOf: (selector) => {
      const i = sorted.indexOf(selector)
      if (i === -1) return null
      const kept = nodes.filter((node) => (signatures.get(node) as string)[i] === '1')
      if (kept.length === nodes.length) return null
      return [...new Set(kept.map((node) => (ofNode.get(node) as Place).module))].sort(byCodeUnit)
    },
  }
}

type NameOf = (node: NodeFacts) => string

/** Names as wanted, with the parent's before those that occur in two parents. */
function uniqueIn(nodes: readonly NodeFacts[], parentOf: NameOf, wantedOf: NameOf): NameOf {
  const parents = new Map<string, Set<string>>()
  for (const node of nodes) {
    const wanted = wantedOf(node)
    const known = parents.get(wanted) ?? new Set()
    parents.set(wanted, known.add(parentOf(node)))
  }
  return (node) => {
    const wanted = wantedOf(node)
    const isShared = (parents.get(wanted)?.size ?? 0) > 1
    return isShared ? scenarioName(`${parentOf(node)}-${wanted}`, 'x') : wanted
  }
}

/** A module a hall and signature: of the hall's own name where that is a label's and it has one, else numbered. */
function modulesBySignature(nodes: readonly NodeFacts[], hall: NameOf, signature: NameOf): NameOf {
  const byHall = new Map<string, Set<string>>()
  for (const node of nodes) {
    const known = byHall.get(hall(node)) ?? new Set()
    byHall.set(hall(node), known.add(signature(node)))
  }
  const names = new Map<string, string>()
  for (const [name, signatures] of byHall) {
    const ascending = [...signatures].sort((a, b) => byCodeUnit(b, a))
    for (const [i, each] of ascending.entries()) {
      const isWhole =
        ascending.length === 1 && nodes.some((node) => node.labels.has(LABEL_MODULE) && hall(node) === name)
      names.set(`${name} ${each}`, isWhole ? name : `${name}-m${String(i + 1).padStart(2, '0')}`)
    }
  }
  return (node) => names.get(`${hall(node)} ${signature(node)}`) as string
}
