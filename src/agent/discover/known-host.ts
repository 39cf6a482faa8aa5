import type { Kernel } from '../kernel/kernel.ts'
import { ONLINE } from './cpus.ts'

/** NICs and disks come and go by somebody's hand: half a minute later is soon enough. */
const LOOK_AGAIN_MS = 30_000

/**
 * What a whole look at the host found last. There is another when Cpus came or went since, and every half minute for
 * all else: a look reads some files a Cpu, which on an idle host is most of what an agent does. Rejects as `look` does.
 */
export function knownHost<T>(kernel: Kernel, look: () => Promise<T>): () => Promise<T> {
  let known: { readonly online: string | null; readonly atMs: number; readonly found: T } | null = null
  return async () => {
    const online = await kernel.read(ONLINE)
    const isFresh = known !== null && known.online === online && kernel.nowMs() - known.atMs < LOOK_AGAIN_MS
    if (known === null || !isFresh) known = { online, atMs: kernel.nowMs(), found: await look() }
    return known.found
  }
}
