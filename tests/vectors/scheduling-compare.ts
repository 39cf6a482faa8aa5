import type { Mismatch } from './format.ts'
import type { NodeVerdict, SchedulingStep } from './scheduling-case.ts'

/**
 * What differs between two transcripts of a case: outcome, first refusing plugin with code and reasons of each node,
 * weighted scores, totals, the best nodes and the message. Of a pod that the API server refuses only that it does.
 */
export function compareTranscripts(
  expected: readonly SchedulingStep[],
  found: readonly SchedulingStep[],
): readonly Mismatch[] {
  const mismatches: Mismatch[] = []
  const compare = (field: string, a: unknown, b: unknown): void => {
    const [left, right] = [show(a), show(b)]
    if (left !== right) mismatches.push({ field, expected: left, found: right })
  }
  compare('steps.length', expected.length, found.length)
  for (const [i, step] of expected.entries()) {
    const other = found[i]
    if (other === undefined) break
    const at = `steps[${i}]`
    compare(`${at}.pod`, step.pod, other.pod)
    compare(`${at}.outcome`, step.outcome, other.outcome)
    if (step.outcome === 'invalid') continue
    for (const field of ['feasible', 'message', 'scorers', 'best', 'node'] as const) {
      compare(`${at}.${field}`, step[field], other[field])
    }
    compare(`${at}.preFilter`, plain(step.preFilter), plain(other.preFilter))
    const names = new Set([...Object.keys(step.nodes ?? {}), ...Object.keys(other.nodes ?? {})])
    for (const name of names) compare(`${at}.nodes.${name}`, plain(step.nodes?.[name]), plain(other.nodes?.[name]))
  }
  return mismatches
}

/** How many verdicts about nodes a transcript holds. */
export function verdictCount(steps: readonly SchedulingStep[]): number {
  return steps.reduce((sum, { nodes }) => sum + Object.keys(nodes ?? {}).length, 0)
}

/** A verdict with its fields in one order. */
function plain(verdict: NodeVerdict | undefined): unknown {
  if (verdict === undefined) return undefined
  const { plugin, code, reasons, total, scores } = verdict
  return { plugin, code, reasons, total, scores }
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
