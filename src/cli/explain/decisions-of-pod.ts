import { failed, ok, type Result } from '../../base/result.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { nearest, shortened } from '../../model/parse/faults.ts'
import { type Interrupt, turn } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import { HashedLines } from '../run/hashed-lines.ts'
import type { RunHead } from '../run/read-run.ts'
import { RUN_FILES } from '../run/run-directory.ts'

const POD = /"pod":"([^"]*)"/

/** Lines between two looks at signals. */
const LINES_PER_TURN = 50_000

/** A decision about a pod, in short. */
export interface DecisionOfPod {
  readonly seq: number
  readonly atUs: number
  readonly kind: DecisionLine['kind']
  /** Where it lies from then on, or lay until then; '' for a refusal. */
  readonly host: string
}

export interface DecisionsOfPod {
  readonly all: readonly DecisionOfPod[]
  /** The one asked for. */
  readonly wanted: DecisionLine
}

/**
 * Finds the decisions about a pod in the log of a run, and refusals of its group that were judged beside it. seq:
 * number of the one wanted, or null for the last that is no release. Null when interrupted.
 */
export async function decisionsOfPod(
  directory: string,
  head: RunHead,
  pod: string,
  seq: number | null,
  progress: Progress,
  interrupt: Interrupt,
): Promise<Result<DecisionsOfPod> | null> {
  const all: DecisionOfPod[] = []
  let wanted: DecisionLine | null = null
  const reader = new HashedLines(directory, 'decisions', head)
  const mark = `"pod":${JSON.stringify(pod)}`
  /** All pods, while the one asked for is none of them. */
  const others = new Set<string>()
  try {
    for (let text = reader.next(); text !== null; text = reader.next()) {
      if (text.includes(mark)) {
        const line = lineOf(text)
        if (line === null) return failed([{ path: at(reader.line), found: shortened(text), expected: 'a decision' }])
        all.push({ seq: line.seq, atUs: line.atUs, kind: line.kind, host: 'host' in line ? line.host : '' })
        if (seq === null ? line.kind !== 'release' || wanted === null : line.seq === seq) wanted = line
      }
      if (all.length === 0) others.add(POD.exec(text)?.[1] ?? '')
      if (reader.line % LINES_PER_TURN > 0) continue
      progress.at(reader.line / Math.max(1, head.counts.decisions), `${reader.line} decisions`)
      await turn()
      if (interrupt.raised) return null
    }
    const faults = reader.faults()
    if (faults.length > 0) return failed(faults)
  } finally {
    progress.end()
    reader.close()
  }
  if (wanted !== null) return ok({ all, wanted })
  if (all.length === 0) {
    const near = nearest(pod, [...others])
    const more =
      near === null ? 'a refused group has one, about its first pod that fits nowhere' : `did you mean ${near}?`
    const expected = `the name of a pod that ${RUN_FILES.decisions} has a line about; ${more}`
    return failed([{ path: 'POD', found: shortened(pod), expected }])
  }
  const seqs = all.map((each) => each.seq)
  const expected = `one of ${seqs.slice(0, 20).join(', ')}${seqs.length > 20 ? ' …' : ''}, the decisions about ${pod}`
  return failed([{ path: '--seq', found: shortened(String(seq)), expected }])
}

function at(line: number): string {
  return `${RUN_FILES.decisions}:${line}`
}

/** What is read of a line is trusted no further: the decision is taken again and compared as a whole. */
function lineOf(text: string): DecisionLine | null {
  try {
    const line = JSON.parse(text) as Partial<DecisionLine> | null
    const isWhole = typeof line?.seq === 'number' && typeof line.atUs === 'number' && typeof line.kind === 'string'
    return isWhole ? (line as DecisionLine) : null
  } catch {
    return null
  }
}
