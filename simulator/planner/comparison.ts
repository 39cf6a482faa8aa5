import { FAILURE_REASONS, type FailureReason } from '../../src/model/decision.ts'
import type { RunFigures } from '../record/run-measure.ts'
import { STRANDED_BY } from '../record/stranded.ts'
import { type PairedDifference, pairedDifference } from './paired.ts'
import type { PlacementDiff } from './placement-diff.ts'

/** Two runs of the same luck, A and B. */
export interface RunPair {
  readonly a: RunFigures
  readonly b: RunFigures
  /** Whether every decision was the same, to the last Cpu and address. */
  readonly isSame: boolean
  readonly diff: PlacementDiff
}

/** One figure over all pairs. */
export interface ComparedFigure {
  readonly name: string
  readonly unit: string
  /** Means over the pairs that have the figure in both runs; null when none has. */
  readonly a: number | null
  readonly b: number | null
  /** B less A. */
  readonly difference: PairedDifference | null
  /** What that shows of B, in words. */
  readonly verdict: string
}

interface Figure {
  readonly name: string
  readonly unit: string
  of(figures: RunFigures): number | null
}

const ADMISSION_FAILURES = 'admission failures'

const FIGURES: readonly Figure[] = [
  { name: 'hosts in use', unit: '', of: (figures) => figures.hostsInUse },
  { name: 'hosts in use, most', unit: '', of: (figures) => figures.hostsInUseMax },
  { name: 'Cpus stranded', unit: '', of: (figures) => figures.strandedCpusAll },
  ...STRANDED_BY.map((cause) => ({
    name: `Cpus stranded by ${cause === 'vf' || cause === 'ip' || cause === 'numa' ? cause.toUpperCase() : cause}`,
    unit: '',
    of: (figures: RunFigures) => figures.strandedCpus[cause],
  })),
  { name: 'pods split over NumaNodes', unit: '%', of: (figures) => figures.splitPercent },
  { name: 'refusals', unit: '', of: (figures) => figures.refusals },
  { name: ADMISSION_FAILURES, unit: '', of: (figures) => figures.admissionFailures },
  { name: 'groups refused', unit: '', of: (figures) => figures.groupRefusals },
  { name: 'wait p99', unit: 's', of: (figures) => (figures.waitUsP99 === null ? null : figures.waitUsP99 / 1e6) },
  { name: 'moves', unit: '', of: (figures) => figures.moves },
  { name: 'pods waiting at the end', unit: '', of: (figures) => figures.waiting },
]

/** Failures of bound pods by those reasons that were seen; they stand after their sum. */
function figuresFor(pairs: readonly Pick<RunPair, 'a' | 'b'>[]): readonly Figure[] {
  const seen = pairs.flatMap(({ a, b }) => [a, b]).map(({ failuresByReason }) => failuresByReason)
  return FIGURES.flatMap((figure) => {
    if (figure.name !== ADMISSION_FAILURES) return figure
    const reasons = FAILURE_REASONS.filter((reason) => seen.some((counts) => counts[reason] !== undefined))
    const of =
      (reason: FailureReason) =>
      ({ failuresByReason }: RunFigures): number =>
        failuresByReason[reason] ?? 0
    return [figure, ...reasons.map((reason) => ({ name: `failures, ${reason}`, unit: '', of: of(reason) }))]
  })
}

/** Every figure of the pairs side by side. pairs: at least one. */
export function compareFigures(pairs: readonly Pick<RunPair, 'a' | 'b'>[]): readonly ComparedFigure[] {
  return figuresFor(pairs).map(({ name, unit, of }) => {
    const known = pairs.flatMap((pair) => {
      const [a, b] = [of(pair.a), of(pair.b)]
      return a === null || b === null ? [] : [{ a, b }]
    })
    if (known.length === 0) return { name, unit, a: null, b: null, difference: null, verdict: 'not measured' }
    const mean = (side: 'a' | 'b'): number => known.reduce((sum, pair) => sum + pair[side], 0) / known.length
    const difference = pairedDifference(known.map(({ a, b }) => b - a))
    return { name, unit, a: mean('a'), b: mean('b'), difference, verdict: verdictOf(difference, pairs.length) }
  })
}

function verdictOf(difference: PairedDifference, pairCount: number): string {
  if (difference.mean === 0 && (difference.interval === null || difference.interval[0] === 0)) return 'same'
  if (pairCount === 1) return 'one pair: says nothing of others'
  if (!difference.isDistinguishable) return 'not distinguishable'
  return difference.mean < 0 ? 'less in B' : 'more in B'
}
