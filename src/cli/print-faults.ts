import type { Fault } from '../base/result.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { Output } from './output.ts'

/**
 * Prints every fault of a bad input, one a line, and returns the exit code for it.
 *
 * source   the file the faults are in, or null for the command line itself
 * output   with `json` and `yaml` the list also goes to stdout as an object, so that a program can read it
 */
export function printFaults(faults: readonly Fault[], source: string | null, output: Output): ExitCode {
  for (const fault of faults) process.stderr.write(`${faultLine(fault, source)}\n`)
  if (output.format === 'json' || output.format === 'yaml') {
    output.object({ apiVersion: 'berth.dev/v1alpha1', kind: 'Faults', source, faults })
  }
  return EXIT.badInput
}

/** `FILE: PATH: found X, expected Y`; the file and an empty path are left out. */
export function faultLine(fault: Fault, source: string | null): string {
  const where = [source ?? '', fault.path].filter((part) => part !== '').join(': ')
  return `${where === '' ? '' : `${where}: `}found ${fault.found}, expected ${fault.expected}`
}
