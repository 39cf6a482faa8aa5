import { addHost } from './host-model.ts'
import { hostTypesOf } from './host-type.ts'
import type { Instance } from './instance.ts'
import type { LinearModel, Row, Solver } from './solver.ts'

export interface Optimum {
  readonly hosts: number
  /** Whether HiGHS proved that no fewer do; else the best it found in its time. */
  readonly isProven: boolean
}

/**
 * Fewest hosts that take all pods: an assignment MIP with one column a host that says whether it is used, and whole
 * numbers of pods of each shape on each NumaNode (host-model.ts). Hosts of one type are used in their order, as
 * exchanging them changes nothing. Null when HiGHS found no packing in its time.
 *
 * hostsMax  hosts of each type looked at: as many as a known packing uses are enough
 */
export function optimumOf(solver: Solver, instance: Instance, hostsMax: number, secondsMax: number): Optimum | null {
  const { types, ofHost } = hostTypesOf(instance)
  const model: LinearModel = { columns: [], rows: [] }
  const placed: [number, number][][] = instance.shapes.map(() => [])
  types.forEach((type, t) => {
    const count = Math.min(hostsMax, ofHost.filter((other) => other === t).length)
    let before = -1
    for (let i = 0; i < count; i++) {
      const used = model.columns.push({ cost: 1, upper: 1, isInteger: true }) - 1
      const columns = addHost(model, type, instance.shapes, used)
      columns.forEach((own, s) => {
        placed[s].push(...own.map((column): [number, number] => [column, 1]))
      })
      if (before >= 0)
        model.rows.push({
          lower: 0,
          upper: Number.POSITIVE_INFINITY,
          terms: [
            [before, 1],
            [used, -1],
          ],
        })
      before = used
    }
  })
  const rows: Row[] = instance.shapes.map(({ count }, s) => ({ lower: count, upper: count, terms: placed[s] }))
  model.rows.push(...rows)
  const solved = solver.solve(model, 'minimize', secondsMax)
  if (solved.values.length === 0 || solved.isInfeasible || !Number.isFinite(solved.objective)) return null
  return { hosts: Math.round(solved.objective), isProven: solved.isOptimal }
}
