import { addHost } from './host-model.ts'
import { type HostType, hostTypesOf } from './host-type.ts'
import type { Instance, Shape } from './instance.ts'
import type { LinearModel, Solver } from './solver.ts'

/** What one host can take: pods of each shape on a host of a type. */
interface Pattern {
  readonly type: number
  readonly pods: readonly number[]
}

export interface PatternBound {
  /** No placement of all pods uses fewer hosts. */
  readonly hosts: number
  /** The same before it was rounded up. */
  readonly value: number
  readonly patterns: number
}

/** Far above what any bound of these solvers is off by, far below one host. */
const TOLERANCE = 1e-5

/**
 * Lower bounds of the hosts that take all pods: the pattern LP of P. C. Gilmore and R. E. Gomory, "A Linear Programming
 * Approach to the Cutting-Stock Problem" (Operations Research 9, 1961), with a kind of stock for each host type.
 *
 * minimise Σ x_p over all patterns p (what one host can take), so that Σ a_ps x_p ≥ pods of shape s for every s, and
 * Σ x_p over the patterns of type t ≤ hosts of t. The patterns are too many to list, so columns are generated: given
 * the duals π_s of the pods, the best pattern of each type maximises Σ π_s a_s on one host, a small MIP
 * (host-model.ts), and joins while it is worth more than its host costs.
 *
 * The bound does not wait for the end of that. With c the cost of a host and z_t ≥ the best value on a host of type t,
 * any placement with n_t ≤ N_t hosts has Σ π_s d_s ≤ Σ z_t n_t, so it costs Σ c n_t ≥ Σ π_s d_s − Σ n_t (z_t − c)
 * ≥ Σ π_s d_s − Σ N_t max(0, z_t − c), where d_s are the pods: the Lagrangian bound (L. S. Lasdon, "Optimization Theory
 * for Large Systems", 1970), true for every π ≥ 0, whatever the LP's own accuracy. z_t is the bound that HiGHS proves
 * for the pricing MIP. The best over all rounds counts.
 *
 * Patterns stay for the next question about the same instance.
 */
export class PatternLp {
  readonly #solver: Solver
  readonly #shapes: readonly Shape[]
  readonly #types: readonly HostType[]
  readonly #ofHost: readonly number[]
  readonly #patterns: Pattern[]

  constructor(solver: Solver, instance: Instance) {
    const { types, ofHost } = hostTypesOf(instance)
    this.#solver = solver
    this.#shapes = instance.shapes
    this.#types = types
    this.#ofHost = ofHost
    this.#patterns = firstPatterns(solver, types, instance.shapes)
  }

  /** No placement of all pods uses fewer hosts: hosts cost 1. Throws when the pods do not fit on all of them. */
  bound(): PatternBound {
    const hosts = this.#ofHost.map((_, i) => i)
    if (!this.canFit(hosts)) throw new Error('the pods do not fit on the whole fleet')
    const value = this.#generate(this.#countsOf(hosts), 1, (best, upper) => roundedUp(best) >= roundedUp(upper))
    return { hosts: roundedUp(value), value, patterns: this.#patterns.length }
  }

  /**
   * False when no placement has all pods on these hosts, by their index: hosts cost nothing and pods that are left out
   * 1 each, and their bound is above 0. True says no more than that the LP finds room.
   */
  canFit(hosts: readonly number[]): boolean {
    const isKnown = (best: number, upper: number): boolean => best > TOLERANCE || upper < TOLERANCE
    return this.#generate(this.#countsOf(hosts), 0, isKnown) <= TOLERANCE
  }

  #countsOf(hosts: readonly number[]): readonly number[] {
    return this.#types.map((_, t) => hosts.filter((host) => this.#ofHost[host] === t).length)
  }

  /** Generates columns until the bound so far and the LP's value are enough; gives the bound. */
  #generate(counts: readonly number[], hostCost: number, isEnough: (best: number, upper: number) => boolean): number {
    let best = 0
    for (;;) {
      const { value, podDuals } = solveMaster(this.#solver, this.#patterns, this.#shapes, counts, hostCost)
      const priced = this.#types.map((type) => bestPattern(this.#solver, type, this.#shapes, podDuals))
      const worth = this.#shapes.reduce((sum, { count }, s) => sum + podDuals[s] * count, 0)
      const spare = priced.reduce((sum, { bound }, t) => sum + counts[t] * Math.max(0, bound - hostCost), 0)
      best = Math.max(best, worth - spare)
      const fresh = priced.flatMap(({ pods }, type) => {
        return this.#patterns.some((known) => known.type === type && same(known.pods, pods)) ? [] : [{ type, pods }]
      })
      if (isEnough(best, value) || fresh.length === 0) return best
      this.#patterns.push(...fresh)
    }
  }
}

function roundedUp(value: number): number {
  return Math.ceil(value - TOLERANCE)
}

/** One pattern a shape and type: as many of that shape as one host takes. */
function firstPatterns(solver: Solver, types: readonly HostType[], shapes: readonly Shape[]): Pattern[] {
  return types.flatMap((type, t) =>
    shapes.flatMap((_, s) => {
      const wanted = shapes.map((_, other) => (other === s ? 1 : 0))
      const { pods } = bestPattern(solver, type, shapes, wanted)
      return pods.some((count) => count > 0) ? [{ type: t, pods }] : []
    }),
  )
}

/** Of a pod where hosts cost 1: dear enough that none is left out but when the patterns so far cannot take it. */
const LEFT_OUT_COST = 1000

function solveMaster(
  solver: Solver,
  patterns: readonly Pattern[],
  shapes: readonly Shape[],
  counts: readonly number[],
  hostCost: number,
): { readonly value: number; readonly podDuals: readonly number[] } {
  const leftOutCost = hostCost === 0 ? 1 : LEFT_OUT_COST
  const free = { upper: Number.POSITIVE_INFINITY, isInteger: false }
  const model: LinearModel = {
    columns: [
      ...patterns.map(() => ({ cost: hostCost, ...free })),
      ...shapes.map(() => ({ cost: leftOutCost, ...free })),
    ],
    rows: [
      ...shapes.map(({ count }, s) => ({
        lower: count,
        upper: Number.POSITIVE_INFINITY,
        terms: [
          ...patterns.flatMap(({ pods }, p) => (pods[s] > 0 ? [[p, pods[s]] as const] : [])),
          [patterns.length + s, 1] as const,
        ],
      })),
      ...counts.map((count, t) => ({
        lower: Number.NEGATIVE_INFINITY,
        upper: count,
        terms: patterns.flatMap(({ type }, p) => (type === t ? [[p, 1] as const] : [])),
      })),
    ],
  }
  const solved = solver.solve(model, 'minimize')
  if (!solved.isOptimal) throw new Error('the pattern LP was not solved')
  return { value: solved.objective, podDuals: shapes.map((_, s) => Math.max(0, solved.rowDuals[s])) }
}

/** The most that pods on one host of a type can be worth, and such a host. */
function bestPattern(
  solver: Solver,
  type: HostType,
  shapes: readonly Shape[],
  worth: readonly number[],
): { readonly bound: number; readonly pods: readonly number[] } {
  const model: LinearModel = { columns: [], rows: [] }
  const columns = addHost(model, type, shapes, null)
  columns.forEach((own, s) => {
    for (const column of own) model.columns[column] = { cost: worth[s], upper: shapes[s].count, isInteger: true }
  })
  const solved = solver.solve(model, 'maximize')
  if (solved.values.length === 0) throw new Error('the best pattern was not found')
  return { bound: solved.bound, pods: columns.map((own) => own.reduce((n, i) => n + Math.round(solved.values[i]), 0)) }
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.every((count, s) => count === b[s])
}
