import { PolicyFault } from '../../engine/policy/guard.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Output } from '../output.ts'

/** A plug-in's fault as a value; whatever else breaks is thrown on. */
export async function faultOrValue<T>(work: () => T | Promise<T>): Promise<T | PolicyFault> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PolicyFault) return error
    throw error
  }
}

/**
 * Says which plug-in did what, for which pod and host; the run it ended has no answer.
 *
 * file   the policy's, where more than one may be meant
 */
export function printPolicyFault(fault: PolicyFault, output: Output, file: string | null = null): ExitCode {
  const { plugin, pod, host, what, message } = fault
  process.stderr.write(`${file === null ? '' : `${file}: `}${message}\n`)
  if (output.format === 'json' || output.format === 'yaml') {
    output.object({
      apiVersion: 'berth.dev/v1alpha1',
      kind: 'PolicyFault',
      ...(file === null ? {} : { file }),
      plugin,
      pod,
      host,
      what,
    })
  }
  return EXIT.no
}
