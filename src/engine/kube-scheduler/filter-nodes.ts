import { byCodeUnit } from '../../base/order.ts'
import type { NodeSampler } from './node-sampler.ts'
import { type Cycle, isRejection, type NodeTest, type Rejection } from './plugin.ts'
import { FILTERS } from './profile.ts'
import type { NodeState } from './state/node-state.ts'

// Source: kubernetes v1.37.2, RunPreFilterPlugins and RunFilterPlugins of pkg/scheduler/framework/runtime/framework.go,
// findNodesThatFitPod of pkg/scheduler/schedule_one.go.

/** What filters said of the nodes that were looked at, which are all nodes unless they are sampled. */
export interface Filtered {
  readonly feasible: readonly NodeState[]
  readonly rejections: ReadonlyMap<NodeState, Rejection>
}

interface PreparedFilters {
  readonly tests: readonly NodeTest[]
  /** The only nodes worth a look and the plugins that said so; null: all. */
  readonly nodeNames: ReadonlySet<string> | null
  readonly narrowing: readonly string[]
}

/** Runs every filter on every node, each up to its first refusal. A rejection: the pod can go nowhere. */
export function filterNodes(cycle: Cycle, sampler: NodeSampler | null): Filtered | Rejection {
  const prepared = prepareFilters(cycle)
  if ('reasons' in prepared) return prepared
  const { nodes } = cycle.cluster
  const rejections = new Map<NodeState, Rejection>()
  const judge = (node: NodeState): boolean => {
    const rejection = firstRejection(prepared.tests, node)
    if (rejection !== null) rejections.set(node, rejection)
    return rejection === null
  }
  const named = nodesNamed(prepared, cycle)
  const looked = sampler === null ? (named ?? nodes) : sampler.look(cycle.cluster, named, judge)
  const feasible = sampler === null ? looked.filter(judge) : looked.filter((node) => !rejections.has(node))
  if (prepared.nodeNames !== null) {
    const outside = outsideOf(prepared.narrowing)
    for (const node of nodes) if (!prepared.nodeNames.has(node.node.name)) rejections.set(node, outside)
  }
  return { feasible, rejections }
}

/** Whether the pod could go to a node as the cluster is. */
export function fitsOn(cycle: Cycle, node: NodeState): boolean {
  const prepared = prepareFilters(cycle)
  return !('reasons' in prepared) && firstRejection(prepared.tests, node) === null
}

function prepareFilters(cycle: Cycle): PreparedFilters | Rejection {
  const tests: NodeTest[] = []
  const narrowing: string[] = []
  let nodeNames: ReadonlySet<string> | null = null
  for (const plugin of FILTERS) {
    const prepared = plugin.prepare(cycle)
    if (prepared === null) continue
    if (isRejection(prepared)) return prepared
    tests.push(prepared.test)
    if (prepared.nodeNames === null) continue
    narrowing.push(plugin.name)
    narrowing.sort(byCodeUnit)
    nodeNames = intersection(nodeNames, prepared.nodeNames)
    if (nodeNames.size === 0) return noneLeft(narrowing)
  }
  return { tests, nodeNames, narrowing }
}

/** Those of the named nodes that there are; null: none are named. */
function nodesNamed({ nodeNames }: PreparedFilters, { cluster }: Cycle): readonly NodeState[] | null {
  if (nodeNames === null) return null
  const named = [...nodeNames].sort(byCodeUnit).map((name) => cluster.node(name))
  return named.filter((node) => node !== undefined)
}

function firstRejection(tests: readonly NodeTest[], node: NodeState): Rejection | null {
  for (const test of tests) {
    const rejection = test(node)
    if (rejection !== null) return rejection
  }
  return null
}

function intersection(a: ReadonlySet<string> | null, b: ReadonlySet<string>): ReadonlySet<string> {
  return a === null ? b : new Set([...a].filter((name) => b.has(name)))
}

/** The plugins that narrow the nodes leave none. */
function noneLeft(plugins: readonly string[]): Rejection {
  const names = plugins.join(' ')
  const reason = plugins.length === 1 ? `plugin ${names}` : `plugin(s) [${names}] simultaneously`
  return notSatisfied(plugins, reason)
}

/** Nodes that are not among those a pod is held to. */
function outsideOf(plugins: readonly string[]): Rejection {
  return notSatisfied(plugins, `plugin(s) [${plugins.join(' ')}]`)
}

/** plugins: sorted by name. */
function notSatisfied(plugins: readonly string[], what: string): Rejection {
  return {
    plugin: plugins.length === 1 ? plugins[0] : '',
    code: 'UnschedulableAndUnresolvable',
    reasons: [`node(s) didn't satisfy ${what}`],
  }
}
