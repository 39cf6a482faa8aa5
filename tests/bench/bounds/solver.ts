import loadHighs, { type Highs } from 'highs'

export interface Row {
  readonly lower: number
  readonly upper: number
  /** Column and coefficient, each column once. */
  readonly terms: readonly (readonly [column: number, value: number])[]
}

export interface Column {
  readonly cost: number
  readonly upper: number
  readonly isInteger: boolean
}

/** A linear model in columns ≥ 0, to be minimised or maximised. */
export interface LinearModel {
  readonly columns: Column[]
  readonly rows: Row[]
}

export interface Solved {
  /** Whether HiGHS proved it; else `bound` and `values` are what it had when its time was up. */
  readonly isOptimal: boolean
  readonly isInfeasible: boolean
  readonly objective: number
  /** What no solution can be better than. Of an LP that was solved the objective itself. */
  readonly bound: number
  readonly values: readonly number[]
  /** Of an LP, one a row: by how much the objective grows with one more of the row's bound. */
  readonly rowDuals: readonly number[]
}

/** Solves linear and integer models: HiGHS (Q. Huangfu, J. A. J. Hall, 2018) as WebAssembly, one thread, fixed seed. */
export class Solver {
  readonly #highs: Highs

  private constructor(highs: Highs) {
    this.#highs = highs
  }

  static async load(): Promise<Solver> {
    return new Solver(await loadHighs())
  }

  /** secondsMax: when HiGHS stops and gives what it has. */
  solve(model: LinearModel, sense: 'minimize' | 'maximize', secondsMax = 60): Solved {
    const { constants, infinity } = this.#highs
    const task = this.#highs.createModel()
    try {
      task.options.set({ output_flag: false, random_seed: 1, time_limit: secondsMax, mip_rel_gap: 0 })
      const isMip = model.columns.some(({ isInteger }) => isInteger)
      model.columns.forEach(({ cost, upper, isInteger }, i) => {
        task.addVar(0, finite(upper, infinity))
        task.changeColCost(i, cost)
        if (isInteger) task.changeColIntegrality(i, constants.variableType.integer)
      })
      for (const { lower, upper, terms } of model.rows) {
        const entries = { indices: terms.map(([column]) => column), values: terms.map(([, value]) => value) }
        task.addRow(finite(lower, infinity), finite(upper, infinity), entries)
      }
      task.changeObjectiveSense(constants.objectiveSense[sense])
      task.run()
      const status = task.getModelStatus()
      const objective = task.getObjectiveValue()
      const { colValue, rowDual } = task.getSolution()
      return {
        isOptimal: status === constants.modelStatus.optimal,
        isInfeasible: status === constants.modelStatus.infeasible,
        objective,
        bound: isMip ? Number(task.info.get('mip_dual_bound')) : objective,
        values: [...(colValue ?? [])],
        rowDuals: [...(rowDual ?? [])],
      }
    } finally {
      task.dispose()
    }
  }
}

function finite(value: number, infinity: number): number {
  return Math.abs(value) === Number.POSITIVE_INFINITY ? Math.sign(value) * infinity : value
}
