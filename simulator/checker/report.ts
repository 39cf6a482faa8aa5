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
 * One law's row. `checks` counts single checks of the unit that `scope` names, so that a law that was never put
 * to the test reads `unchecked`, never `held`.
 */
export interface LawReport {
  readonly law: Law
  readonly title: string
  readonly outcome: 'held' | 'broken' | 'unchecked'
  readonly checks: number
  readonly violations: number
  /** What one check is. */
  readonly scope: string
  /** Which part of what `scope` names was checked, `1 place in 4`; null for all of it. */
  readonly sampled: string | null
  /** What of the law no log can show; '' when a log shows it all. */
  readonly unseen: string
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

interface LawText {
  readonly law: Law
  readonly title: string
  /** What one check is. */
  readonly unit: string
  /** What of the law no log can show; '' when a log shows it all. */
  readonly unseen: string
}

function lawText(law: Law, title: string, unit: string, unseen = ''): LawText {
  return { law, title, unit, unseen }
}

const LAWS: readonly LawText[] = [
  lawText('format', 'format', 'lines read; hosts, segments and pools of fleet.json'),
  lawText(
    'L1',
    'cpus',
    'Cpu sets of holdings begun or resized, and of others',
    'shared Cpus do not occur in these logs',
  ),
  lawText(
    'L2',
    'amounts',
    'holdings: free, and as asked for; MiB of others',
    'PPS, bandwidth and shared Cpu are not logged',
  ),
  lawText('L3', 'identity', 'IP, MAC and VF of holdings begun or resized; lowest free ones first where decided'),
  lawText('L4', 'spread', 'places and migrates against the hard limits; a resize moves nothing'),
  lawText('L5', 'locality', 'places and migrates against where lists and together rules'),
  lawText(
    'L6',
    'conservation',
    'releases and migrates; new holdings on hosts that take them; columns at the end',
    'forks leave no trace',
  ),
  lawText('L7', 'replay', 'what decisions follow from, their order, the manifest', 'two digests need two runs'),
  lawText('L8', 'truth', 'refusals against a search over all hosts'),
  lawText('L9', 'best', 'places and migrates against the score of every host; batch pods that give way'),
  lawText('L10', 'lossless', 'resizes', 'whether a process was restarted'),
  lawText('L11', 'once', 'places of pods that hold nothing; the rest follows from L1, L2, L3', 'lag of confirmations'),
  lawText('L12', 'progress', 'waiting classes tried after each instant; requests answered within theirs'),
  lawText('L13', 'numa', 'NumaNode sets of places, migrates and resizes against every smaller set'),
]

/** Laws about what the engine chooses and why it refuses; stock Kubernetes promises none of them. */
const OWN_CHOICE: ReadonlySet<Law> = new Set(['L4', 'L5', 'L8', 'L9', 'L12', 'L13'])

/** Collects violations and check counts while the audit runs; knows the line being read. */
export class Findings {
  readonly checks: Record<Law, number>
  readonly broken: Record<Law, number>
  readonly violations: Violation[] = []
  count = 0
  file: AuditedFile = 'fleet'
  line = 0
  readonly #violationsMax: number
  /** Name under which stock Kubernetes decided: laws about the engine's own choice do not apply. Null: it did not. */
  readonly baseline: string | null

  /** violationsMax: how many violations are kept with their text; all are counted. */
  constructor(violationsMax: number, baseline: string | null = null) {
    this.baseline = baseline
    this.#violationsMax = violationsMax
    const zeros = (): Record<Law, number> => Object.fromEntries(LAWS.map(({ law }) => [law, 0])) as Record<Law, number>
    this.checks = zeros()
    this.broken = zeros()
  }

  /** Notes a breach on the line being read. */
  violate(law: Law, message: string, pod?: string, host?: string): void {
    if (this.#isUnjudged(law)) return
    this.count++
    this.broken[law]++
    if (this.violations.length >= this.#violationsMax) return
    const names = { ...(pod === undefined ? {} : { pod }), ...(host === undefined ? {} : { host }) }
    this.violations.push({ law, line: this.line, file: this.file, ...names, message })
  }

  #isUnjudged(law: Law): boolean {
    return this.baseline !== null && OWN_CHOICE.has(law)
  }

  /** One row per law. sampled: laws of which only a part was checked, and which part. */
  rows(sampled: Partial<Record<Law, string>>): LawReport[] {
    return LAWS.map(({ law, title, unit, unseen }) => {
      const checks = this.#isUnjudged(law) ? 0 : this.checks[law]
      const violations = this.broken[law]
      const outcome = violations > 0 ? 'broken' : checks > 0 ? 'held' : 'unchecked'
      return {
        law,
        title,
        checks,
        violations,
        outcome,
        scope: unit,
        sampled: this.#isUnjudged(law) ? `not of ${this.baseline}` : (sampled[law] ?? null),
        unseen,
      }
    })
  }
}
