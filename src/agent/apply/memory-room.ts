import type { Fault } from '../../base/result.ts'
import { type Kernel, KernelError } from '../kernel/kernel.ts'
import { bytesByNode } from './numa-stat.ts'

const KIB = 1024
const MIB = 1 << 20
/** Of x86-64; where pages are larger a little more is taken for free. */
const PAGE_BYTES = 4096

/**
 * Whether NumaNodes have room for the memory that groups have elsewhere and would bring along. The kernel moves pages
 * to the last free one and then, for the next page that any process needs there, ends some process: the agent may be
 * it, or the runtime. So a move that does not fit is not begun. Empty when it fits, and when the kernel says too little
 * to tell.
 *
 * folders  of cgroup v2, `/sys/fs/cgroup/…`
 * mems     the NumaNodes to be moved to, ascending; none: anywhere
 * path     of the fault
 */
export async function memoryRoomFaults(
  kernel: Kernel,
  folders: readonly string[],
  mems: readonly number[],
  path: string,
): Promise<readonly Fault[]> {
  const found = await measure(kernel, folders, mems).catch((error: unknown) => {
    // A group that ends while it is read.
    if (error instanceof KernelError) return null
    throw error
  })
  if (found === null || found.comingBytes <= found.roomBytes) return []
  const { comingBytes, roomBytes } = found
  const coming = `${Math.ceil(comingBytes / MIB)} MiB that would move to NumaNode ${mems.join(', ')}`
  return [{ path, found: coming, expected: `at most the ${Math.floor(roomBytes / MIB)} MiB that are free there` }]
}

async function measure(
  kernel: Kernel,
  folders: readonly string[],
  mems: readonly number[],
): Promise<{ readonly comingBytes: number; readonly roomBytes: number } | null> {
  if (mems.length === 0) return null
  let comingBytes = 0
  for (const folder of folders) comingBytes += await bytesElsewhere(kernel, folder, mems)
  if (comingBytes === 0) return null
  let roomBytes = 0
  for (const node of mems) roomBytes += await roomOf(kernel, node)
  return Number.isNaN(roomBytes) ? null : { comingBytes, roomBytes }
}

/** Memory of a group on other NumaNodes that can only move, never be dropped. */
async function bytesElsewhere(kernel: Kernel, folder: string, mems: readonly number[]): Promise<number> {
  const held = await bytesByNode(kernel, folder, ['anon', 'shmem'])
  return held.reduce((sum, { node, bytes }) => sum + (mems.includes(node) ? 0 : bytes), 0)
}

/**
 * Bytes that a NumaNode can give: what is free and half of its files' pages (the other half is programs that run), less
 * what it keeps free (the watermark `high`), in the way of the kernel's own estimate for a whole host, MemAvailable.
 * NaN when it does not say.
 */
async function roomOf(kernel: Kernel, node: number): Promise<number> {
  const text = (await kernel.read(`/sys/devices/system/node/node${node}/meminfo`)) ?? ''
  const kib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1] ?? Number.NaN)
  const files = kib('Active\\(file\\)') + kib('Inactive\\(file\\)')
  return Math.max(0, (kib('MemFree') + files / 2) * KIB - (await keptFree(kernel, node)))
}

/** The watermarks `high` of a NumaNode's zones, bytes. */
async function keptFree(kernel: Kernel, node: number): Promise<number> {
  const zones = ((await kernel.read('/proc/zoneinfo')) ?? '').split(/^(?=Node )/m)
  const pages = zones
    .filter((zone) => zone.startsWith(`Node ${node},`))
    .reduce((sum, zone) => sum + Number(/^\s+high\s+(\d+)$/m.exec(zone)?.[1] ?? 0), 0)
  return pages * PAGE_BYTES
}
