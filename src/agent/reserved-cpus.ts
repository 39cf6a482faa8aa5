import { type Kernel, reasonOf } from './kernel/kernel.ts'

/**
 * Keeps all threads of a process, and so the programs it calls from then on, to the Cpus reserved for the system: an
 * agent that reads and writes a host must not take time from the pods it serves. `cpus` is a list such as `0,32`; with
 * an empty one, or when the kernel refuses, the process stays where it is and the answer says why, else null.
 */
export async function keepToReservedCpus(kernel: Kernel, cpus: string, pid: number): Promise<string | null> {
  if (cpus === '') return 'no Cpus are reserved, the agent runs on those of pods too'
  try {
    await kernel.run('taskset', ['--all-tasks', '--pid', '--cpu-list', cpus, String(pid)])
    return null
  } catch (error) {
    return `the agent runs on the Cpus of pods too: ${reasonOf(error)}`
  }
}
