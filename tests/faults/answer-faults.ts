/**
 * A fault planted in what a plan rests on, and the test that must see it: in a file of the project, one text that
 * occurs once is put in place of another.
 */
export interface AnswerFault {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** File of the test below `tests`, and the project that it is of. */
  readonly seenBy: string
  readonly project: 'unit' | 'cli'
  /** Words of the names of those tests of the file that see it; left out: any. */
  readonly named?: string
}

const KEPT_RUNS = 'src/cli/sweep/kept-runs.ts'
const CHANGES = 'src/cli/plan-fleet/fleet-changes.ts'
const FIGURES = 'simulator/planner/fleet-figures.ts'
const MAKE_PLAN = 'src/cli/plan-fleet/make-plan.ts'

const KEPT = { seenBy: 'unit/cli/kept-runs.test.ts', project: 'unit' } as const
const PLAN = { seenBy: 'cli/plan.test.ts', project: 'cli', named: 'says what to add and free' } as const
const BOUND = { seenBy: 'unit/simulator/plan-figures.test.ts', project: 'unit' } as const
const CHANGE = { seenBy: 'unit/cli/fleet-changes.test.ts', project: 'unit' } as const

/** Faults in a plan's going on where it was, its witnesses, its lower bound and its lead times. */
export const ANSWER_FAULTS: readonly AnswerFault[] = [
  {
    name: 'a line that broke off stays before the next run',
    file: KEPT_RUNS,
    find: 'if (whole.length < text.length) truncateSync',
    replace: 'if (whole.length > text.length) truncateSync',
    ...KEPT,
  },
  {
    name: 'runs of another question are taken for those of this one',
    file: KEPT_RUNS,
    find: 'if (known !== null && known !== text)',
    replace: "if (known !== null && known === '')",
    ...KEPT,
  },
  {
    name: 'what is kept is read and not known',
    file: KEPT_RUNS,
    find: `      const run = JSON.parse(line) as Run
      this.runs.set(this.#of.keyOf(run), run)`,
    replace: `      const run = JSON.parse(line) as Run
      this.#of.keyOf(run)`,
    ...KEPT,
  },
  {
    name: 'a run is known by its fleet and not by its seed',
    file: 'src/cli/plan-fleet/plan-job.ts',
    find: ', seed, loss, isDetailed])',
    replace: ', loss, isDetailed])',
    ...PLAN,
  },
  {
    name: 'the command of a witness loses its hosts at another instant',
    file: MAKE_PLAN,
    find: 'lossSettings(base.spec, fleet.loss, task.loss?.atUs ?? 0)',
    replace: 'lossSettings(base.spec, fleet.loss, 1)',
    ...PLAN,
  },
  {
    name: 'a witness is the planned fleet itself',
    file: 'src/cli/plan-fleet/find-fleet.ts',
    find: 'return fewer.flatMap(({ group, levels }) => {',
    replace: `return fewer.flatMap(({ group, levels: less }) => {
      const levels = less.map((hosts, g) => hosts.map((count) => (g === group ? count + 1 : count)))`,
    ...PLAN,
  },
  {
    name: 'the bound rounds hosts down',
    file: FIGURES,
    find: 'const missing = Math.ceil(',
    replace: 'const missing = Math.floor(',
    ...BOUND,
  },
  {
    name: 'the bound is that of the seed that asks for least',
    file: FIGURES,
    find: 'sorted[Math.min(sorted.length, needed) - 1]',
    replace: 'sorted[0]',
    ...BOUND,
  },
  {
    name: 'the bound fills small hosts',
    file: FIGURES,
    find: 'const largest = Math.max(0, ...each',
    replace: 'const largest = Math.min(...each',
    ...BOUND,
  },
  {
    name: 'a purchase is ordered when it is there',
    file: CHANGES,
    find: 'by > 0 ? atUs - leadTimeUs : null',
    replace: 'by > 0 ? atUs : null',
    ...CHANGE,
  },
  {
    name: 'an order before the scenario begins is moved to its start',
    file: CHANGES,
    find: 'by > 0 ? atUs - leadTimeUs : null',
    replace: 'by > 0 ? Math.max(0, atUs - leadTimeUs) : null',
    ...CHANGE,
  },
  {
    name: 'what is bought comes from the first module on',
    file: CHANGES,
    find: 'let [coming, going] = [turns.first, turns.last]',
    replace: 'let [coming, going] = [0, turns.last]',
    ...CHANGE,
  },
]
