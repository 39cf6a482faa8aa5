import { openKubelet } from '../../src/engine/kubelet/kubelet.ts'
import { compareHistory } from '../vectors/admission-rows.ts'
import {
  type AdmissionCase,
  caseSchema,
  configOf,
  machineOf,
  podOf,
  type Transcript,
  transcriptSchema,
} from '../vectors/admission-schema.ts'
import type { RawCase } from './kubelet-cases.ts'
import { askOracle } from './program.ts'

/** What was compared, by outcome: `admitted`, `removed`, reasons of rejections, `refused` configurations. */
export class Tally {
  readonly counts = new Map<string, number>()
  steps = 0

  add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  addTranscript({ error, steps }: Transcript, ops: AdmissionCase['ops']): void {
    if (error !== undefined) this.add('refused')
    steps?.forEach(({ admit, reason, gpus }, i) => {
      if (gpus !== undefined) this.add('admitted with GPUs')
      this.steps++
      const isAdd = ops[i].op === 'add'
      this.add(admit ? (isAdd ? 'admitted' : 'removed') : isAdd ? (reason ?? 'no reason') : 'not there to remove')
    })
  }

  toString(): string {
    const parts = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${count} ${name}`)
    return `${this.steps} steps: ${parts.join(', ')}`
  }
}

/** Where ours and the kubelet's own code differ over some cases: a line each, with the case. */
export async function compareWithKubelet(raws: readonly RawCase[], tally: Tally): Promise<readonly string[]> {
  const asked = raws.map((raw) => cutEndless(raw, tally))
  const answers = await askOracle('kubelet', asked)
  return asked.flatMap((raw, i) => {
    const history = caseSchema.parse(raw)
    const transcript = transcriptSchema.parse(answers[i])
    tally.addTranscript(transcript, history.ops)
    const result = compareHistory(history, transcript, true)
    const differing =
      'faults' in result ? result.faults.map((fault) => ({ ...fault, field: fault.path })) : result.mismatches
    return differing.length === 0 ? [] : [describe(raw, differing)]
  })
}

function describe(
  raw: RawCase,
  differing: readonly { readonly field: string; readonly expected: string; readonly found: string }[],
): string {
  const lines = differing
    .slice(0, 5)
    .map(({ field, expected, found }) => `${field}: kubelet ${expected}, ours ${found}`)
  return `${lines.join('\n')}\n${JSON.stringify(raw)}`
}

/** The case up to where ours says that the kubelet would never answer: the oracle would not either. */
function cutEndless(raw: RawCase, tally: Tally): RawCase {
  const history = caseSchema.parse(raw)
  const opened = openKubelet(machineOf(history), configOf(history))
  if (!opened.ok) return raw
  for (const [i, op] of history.ops.entries()) {
    if (op.op === 'remove') {
      opened.value.remove(op.pod)
      continue
    }
    const admission = opened.value.admit(podOf(op))
    if (admission.isAdmitted || admission.reason !== 'EndlessSearch') continue
    tally.add('cut off before an endless search')
    return { ...raw, ops: raw.ops.slice(0, i) }
  }
  return raw
}
