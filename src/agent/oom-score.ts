import { type Kernel, reasonOf } from './kernel/kernel.ts'

/** What kubelet and containerd give themselves: ended after all but a few when the kernel runs out of memory. */
const OOM_SCORE_ADJ = -999

/**
 * Keeps a process from being what the kernel ends when a NumaNode or the host has no memory left: a host whose agent is
 * gone holds its pods, but nobody changes them or sees their drift. Programs it calls from then on have the same. Null,
 * or why it could not be done.
 */
export async function keepFromOomKiller(kernel: Kernel, pid: number): Promise<string | null> {
  try {
    await kernel.write(`/proc/${pid}/oom_score_adj`, String(OOM_SCORE_ADJ))
    return null
  } catch (error) {
    return `the agent may be ended when memory runs out: ${reasonOf(error)}`
  }
}
