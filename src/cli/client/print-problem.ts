import type { Problem } from '../../model/api.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { faultLine } from '../print-faults.ts'

const BY_STATUS: Readonly<Record<number, ExitCode>> = {
  0: EXIT.unreachable,
  401: EXIT.denied,
  403: EXIT.denied,
  409: EXIT.conflict,
  412: EXIT.conflict,
  500: EXIT.internal,
  502: EXIT.unreachable,
  503: EXIT.unreachable,
  504: EXIT.unreachable,
}

/** The exit code that stands for a problem. */
export function exitOf({ status, type }: Problem): ExitCode {
  if (type.endsWith(':infeasible')) return EXIT.infeasible
  if (type.endsWith(':conflict')) return EXIT.conflict
  return BY_STATUS[status] ?? EXIT.badInput
}

/** Prints why the API refused, each reason on a line, and returns the exit code for it. */
export function printProblem(problem: Problem, output: Output): ExitCode {
  const { title, detail, reasons = [], firstSteps = [] } = problem
  process.stderr.write(`${title}: ${detail}\n`)
  for (const fault of reasons) process.stderr.write(`${faultLine(fault, null)}\n`)
  for (const line of firstSteps) process.stderr.write(`${line}\n`)
  if (output.format === 'json' || output.format === 'yaml') output.object(problem)
  return exitOf(problem)
}
