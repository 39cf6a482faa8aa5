import type { Context } from 'hono'
import type { Fault } from '../../base/result.ts'
import type { Problem } from '../../model/api.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** Problems that a program tells apart by more than their status: `urn:berth:problem:WORD`. */
export type ProblemWord = 'stale' | 'conflict' | 'infeasible' | 'unreachable' | 'denied' | 'faulty'

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'No valid token',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Too large',
  415: 'Wrong content type',
  422: 'Not possible',
  428: 'Precondition required',
  500: 'Internal error',
  503: 'Unavailable',
}

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 428 | 500 | 503

interface ProblemOptions {
  readonly word?: ProblemWord
  readonly reasons?: readonly Fault[]
  readonly rule?: string
  readonly firstSteps?: readonly string[]
  /** The plan service refused, and has written it to the audit log. */
  readonly recorded?: boolean
}

/** A refusal as RFC 9457 has it. detail: one sentence for a person. */
export function problemOf(status: ProblemStatus, detail: string, options: ProblemOptions = {}): Problem {
  return {
    type: options.word === undefined ? 'about:blank' : `urn:berth:problem:${options.word}`,
    title: TITLES[status],
    status,
    detail,
    ...(options.reasons === undefined ? {} : { reasons: options.reasons }),
    ...(options.rule === undefined ? {} : { rule: options.rule }),
    ...(options.firstSteps === undefined ? {} : { firstSteps: options.firstSteps }),
  }
}

/** Refusals of these kinds are recorded: who had no right, or sent what cannot be read. */
const RECORDED: readonly number[] = [400, 401, 403, 413, 415]

/** Thrown by whatever answers a request to refuse it; the app turns it into the answer. */
export class Refusal extends Error {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>

  /** Whether the attempt is still to go to the audit log. */
  readonly isToRecord: boolean

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}, isRecorded = false) {
    super(problem.detail)
    this.problem = problem
    this.headers = headers
    this.isToRecord = !isRecorded && RECORDED.includes(problem.status)
  }
}

/** Throws a refusal. */
export function refuse(status: ProblemStatus, detail: string, options: ProblemOptions = {}): never {
  throw new Refusal(problemOf(status, detail, options), {}, options.recorded)
}

/** Writes a problem as the answer. */
export function answerProblem(context: Context, { problem, headers }: Refusal): Response {
  const status = problem.status as ProblemStatus
  return context.json(problem, status, { ...headers, 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store' })
}
