import type { Kernel } from '../kernel/kernel.ts'

/** Kinds of memory as the kernel names them: of no file, and of files in memory alone. Neither can be dropped. */
export type MemoryKind = 'anon' | 'shmem'

/**
 * Bytes that a group has on each NumaNode, one entry a kind and node; none where the kernel says nothing. folder: of
 * cgroup v2. Rejects with a KernelError.
 */
export async function bytesByNode(
  kernel: Kernel,
  folder: string,
  kinds: readonly MemoryKind[],
): Promise<readonly { readonly node: number; readonly bytes: number }[]> {
  const lines = ((await kernel.read(`${folder}/memory.numa_stat`)) ?? '').split('\n')
  return lines
    .filter((line) => kinds.some((kind) => line.startsWith(`${kind} `)))
    .flatMap((line) => [...line.matchAll(/N(\d+)=(\d+)/g)])
    .map(([, node, bytes]) => ({ node: Number(node), bytes: Number(bytes) }))
}
