import type { PodItem, Requirement, SelectorTerm } from './item-shapes.ts'
import type { NodeFacts } from './node-facts.ts'

/** The one field of a node that a selector may name. */
const NAME_FIELD = 'metadata.name'

/** Conditions on nodes: all of `all`, and any of `any` where there are some. */
export interface NodeSelector {
  readonly all: readonly Requirement[]
  readonly any: readonly SelectorTerm[] | null
}

/** What a pod says of the nodes it may be on, as one text: equal texts, equal selectors; '' for any node. */
export function selectorTextOf(spec: PodItem['spec'], more: readonly Requirement[]): string {
  const own = Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] }))
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  if (own.length === 0 && more.length === 0 && (required === null || required === undefined)) return ''
  const all = [...own, ...more].sort((a, b) => (a.key < b.key ? -1 : 1))
  return JSON.stringify({ all, any: required?.nodeSelectorTerms ?? null } satisfies NodeSelector)
}

/** Whether a selector's text accepts a node. Operators that are none accept nothing. */
export function accepts(text: string, node: NodeFacts): boolean {
  if (text === '') return true
  const { all, any } = JSON.parse(text) as NodeSelector
  const holds = (requirement: Requirement): boolean => meets(requirement, node)
  if (!all.every(holds)) return false
  if (any === null) return true
  return any.some(({ matchExpressions, matchFields }) => {
    const parts = [...(matchExpressions ?? []), ...(matchFields ?? [])]
    return parts.length > 0 && parts.every(holds)
  })
}

function meets({ key, operator, values }: Requirement, node: NodeFacts): boolean {
  const value = key === NAME_FIELD ? node.name : node.labels.get(key)
  const [bound] = values ?? []
  switch (operator) {
    case 'In':
      return value !== undefined && (values ?? []).includes(value)
    case 'NotIn':
      return value === undefined || !(values ?? []).includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return value !== undefined && Number(value) > Number(bound)
    case 'Lt':
      return value !== undefined && Number(value) < Number(bound)
    default:
      return false
  }
}
