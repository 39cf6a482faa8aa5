/** What an audit says: per law how often it was checked and broken, and the first violations with their lines. */

export type Law =
  | 'format'
  | 'L1'
  | 'L2'
  | 'L3'
  | 'L4'
  | 'L5'
  | 'L6'
  | 'L7'
  | 'L8'
  | 'L9'
  | 'L10'
  | 'L11'
  | 'L12'
  | 'L13'

export type AuditedFile = 'events' | 'decisions' | 'fleet' | 'manifest'

/** One breach. `line` counts from 1 within `file`; 0 when the breach has no line of its own. */
export interface Violation {
  readonly law: Law
  readonly line: number
  readonly file: AuditedFile
  readonly pod?: string
  readonly host?: string
  readonly message: string
}

/**
 * One law's row. `checks` counts single comparisons of the unit that `scope` names, so that a law that was never put
 * to the test reads `unchecked`, never `held`.
 */
export interface LawReport {
  readonly law: Law
  readonly title: string
  readonly outcome: 'held' | 'broken' | 'unchecked'
  readonly checks: number
  readonly violations: number
  /** What one check is, and what of the law a log cannot show. */
  readonly scope: string
}

export interface AuditReport {
  readonly ok: boolean
  readonly lines: { readonly events: number; readonly decisions: number }
  readonly laws: readonly LawReport[]
  /** The first ones in the order found, at most `violationsMax`; `violationCount` counts all. */
  readonly violations: readonly Violation[]
  readonly violationCount: number
  /** Pods that hold something, and pods still waiting, after the last line. */
  readonly holdingsAtEnd: number
  readonly pendingAtEnd: number
}

const TITLES: readonly (readonly [Law, string, string])[] = [
  ['format', 'format', 'lines read; and the statements of fleet.json about itself'],
  ['L1', 'cpus', 'Cpu sets of places and resizes; sets of shared Cpus do not occur in these logs'],
  [
    'L2',
    'amounts',
    'holdings: memory per NumaNode, disk, IO, VF count, and amounts held = amounts asked; PPS and bandwidth are not logged',
  ],
  ['L3', 'identity', 'IP, MAC and VF of places and resizes, pool and segment of the host, lowest free address first'],
  ['L4', 'spread', 'hard limits at each place; a resize moves nothing'],
  ['L5', 'locality', 'where lists and together rules at each place'],
  [
    'L6',
    'conservation',
    'releases, places on hosts that are up, and every column after the last line; forks leave no trace in a log',
  ],
  [
    'L7',
    'replay',
    'decisions follow from the events, in the order of the round; digests and counts of the manifest. Equal digests of two runs are for a replay to show',
  ],
  ['L8', 'truth', 'refusals against a search over all hosts'],
  ['L9', 'best', 'places against the score of every host'],
  ['L10', 'lossless', 'resizes; whether a process was restarted is not logged'],
  [
    'L11',
    'once',
    'places of pods that hold nothing yet; that no resource is booked twice follows from L1, L2 and L3. Lag and loss of confirmations are not logged',
  ],
  [
    'L12',
    'progress',
    'hosts tried for the waiting pods after each instant, and requests answered within their instant',
  ],
  ['L13', 'numa', 'NumaNode sets of places and resizes against every smaller set'],
]

/** Collects violations and check counts while the audit runs; knows the line being read. */
export class Findings {
  readonly checks: Record<Law, number>
  readonly broken: Record<Law, number>
  readonly violations: Violation[] = []
  count = 0
  file: AuditedFile = 'fleet'
  line = 0
  readonly #violationsMax: number

  /** violationsMax: how many violations are kept with their text; all are counted. */
  constructor(violationsMax: number) {
    this.#violationsMax = violationsMax
    const zeros = (): Record<Law, number> => Object.fromEntries(TITLES.map(([law]) => [law, 0])) as Record<Law, number>
    this.checks = zeros()
    this.broken = zeros()
  }

  /** Notes a breach on the line being read. */
  violate(law: Law, message: string, pod?: string, host?: string): void {
    this.count++
    this.broken[law]++
    if (this.violations.length >= this.#violationsMax) return
    const names = { ...(pod === undefined ? {} : { pod }), ...(host === undefined ? {} : { host }) }
    this.violations.push({ law, line: this.line, file: this.file, ...names, message })
  }

  /** One row per law. notes: added to a law's scope, such as the share of places that L9 looked at. */
  rows(notes: Partial<Record<Law, string>>): LawReport[] {
    return TITLES.map(([law, title, unit]) => {
      const checks = this.checks[law]
      const violations = this.broken[law]
      const note = notes[law]
      return {
        law,
        title,
        checks,
        violations,
        outcome: violations > 0 ? 'broken' : checks > 0 ? 'held' : 'unchecked',
        scope: note === undefined ? unit : `${unit}; ${note}`,
      }
    })
  }
}
