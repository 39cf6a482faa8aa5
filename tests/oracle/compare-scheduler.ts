import { playSchedulingCase, type SchedulingCase, schedulingTranscriptSchema } from '../vectors/scheduling-case.ts'
import { compareTranscripts, verdictCount } from '../vectors/scheduling-compare.ts'
import { askOracle } from './program.ts'

type Steps = ReturnType<typeof schedulingTranscriptSchema.parse>['steps']

/** What was compared, by outcome of pods and by plugin that refused a node. */
export class SchedulingTally {
  readonly counts = new Map<string, number>()
  verdicts = 0

  add(steps: Steps): void {
    this.verdicts += verdictCount(steps)
    for (const { outcome, preFilter, nodes, scorers } of steps) {
      this.#count(outcome)
      if (preFilter !== undefined) this.#count(`before any node by ${preFilter.plugin ?? 'several'}`)
      for (const { plugin, total } of Object.values(nodes ?? {})) {
        this.#count(total === undefined ? `refused by ${plugin ?? 'several'}` : 'scored')
      }
      for (const scorer of scorers ?? []) this.#count(`with ${scorer}`)
    }
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  toString(): string {
    const parts = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${count} ${name}`)
    return `${this.verdicts} verdicts: ${parts.join(', ')}`
  }
}

/** Where ours and kube-scheduler's own code differ over some cases: a text each. */
export async function compareWithScheduler(
  cases: readonly SchedulingCase[],
  tally: SchedulingTally,
): Promise<readonly string[]> {
  const answers = await askOracle('scheduler', cases)
  return cases.flatMap((given, i) => {
    const { steps } = schedulingTranscriptSchema.parse(answers[i])
    tally.add(steps)
    const played = playSchedulingCase(given)
    if (!played.ok) return [`${given.id}: ${JSON.stringify(played.faults.slice(0, 5))}`]
    const differing = compareTranscripts(steps, played.value)
    if (differing.length === 0) return []
    const lines = differing
      .slice(0, 6)
      .map(({ field, expected, found }) => `${field}: kube-scheduler ${expected}, ours ${found}`)
    const pod = /^steps\[(\d+)\]/.exec(differing[0].field)?.[1]
    const subject = pod === undefined ? '' : `\n${JSON.stringify(given.pending[Number(pod)])}`
    return [`${given.id}: ${differing.length} differences\n${lines.join('\n')}${subject}`]
  })
}
