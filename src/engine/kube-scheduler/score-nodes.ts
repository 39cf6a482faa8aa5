import type { Cycle } from './plugin.ts'
import { SCORES } from './profile.ts'
import type { NodeState } from './state/node-state.ts'

// Source: kubernetes v1.37.2, RunPreScorePlugins and RunScorePlugins of pkg/scheduler/framework/runtime/framework.go.

/** Scores of the feasible nodes. */
export interface Scored {
  readonly nodes: readonly NodeState[]
  /** Plugins that took part. */
  readonly scorers: readonly string[]
  /** One column a scorer: its scores times its weight, in the order of the nodes. */
  readonly weighted: readonly (readonly number[])[]
  readonly totals: readonly number[]
}

/** Runs every score on the feasible nodes; a single node is scored too, which upstream leaves out. */
export function scoreNodes(cycle: Cycle, nodes: readonly NodeState[]): Scored {
  const scorers: string[] = []
  const weighted: number[][] = []
  const totals = nodes.map(() => 0)
  for (const { name, weight, score } of SCORES) {
    const column = score(cycle, nodes)
    if (column === null) continue
    for (let i = 0; i < column.length; i++) {
      column[i] *= weight
      totals[i] += column[i]
    }
    scorers.push(name)
    weighted.push(column)
  }
  return { nodes, scorers, weighted, totals }
}
