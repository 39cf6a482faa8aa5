import type { Fault } from '../../base/result.ts'
import type { AgentProblem } from '../../model/agent.ts'

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Not the adapter',
  404: 'Not here',
  405: 'No such action',
  409: 'Held by another pod',
  413: 'Too large',
  422: 'Refused by the host',
  500: 'Fault of the agent',
  503: 'Not ready',
}

/** An answer that says what is wrong, as problem+json. more: fields of AgentProblem beyond those of every problem. */
export function problem(
  status: number,
  detail: string,
  reasons: readonly Fault[] = [],
  more: Partial<Pick<AgentProblem, 'undone' | 'report'>> = {},
): Response {
  const body: AgentProblem = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Refused',
    status,
    detail,
    reasons,
    ...more,
  }
  const headers = { 'content-type': 'application/problem+json' }
  return new Response(JSON.stringify(body), { status, headers })
}

/** Reasons as one sentence: the first, and how many more there are. */
export function sentenceOf(reasons: readonly Fault[]): string {
  const [first] = reasons
  if (first === undefined) return 'no reason was given'
  const where = first.path === '' ? '' : `${first.path}: `
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : ''
  return `${where}found ${first.found}, expected ${first.expected}${more}`
}
