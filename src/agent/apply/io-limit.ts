import type { DiscoveredDisk } from '../discover/disks.ts'
import { KernelError } from '../kernel/kernel.ts'
import type { HostContext } from './host-context.ts'
import type { UndoList } from './undo-list.ts'

/** Limits of one device, in KiB/s; null is none. */
export interface IoLimit {
  readonly readKibps: number | null
  readonly writeKibps: number | null
}

/** Limits of an io.max file by MAJ:MIN: `254:16 rbps=2097152 wbps=max riops=max wiops=max`. */
export function parseIoMax(text: string | null): ReadonlyMap<string, IoLimit> {
  const limits = new Map<string, IoLimit>()
  for (const line of (text ?? '').split('\n')) {
    const [device, ...words] = line.trim().split(/\s+/)
    if (device === '') continue
    const kibps = (name: string): number | null => {
      const value = words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
      return value === undefined || value === 'max' ? null : Math.floor(Number(value) / 1024)
    }
    limits.set(device, { readKibps: kibps('rbps'), writeKibps: kibps('wbps') })
  }
  return limits
}

/**
 * Limits reads and writes of a pod on its disk, each to the same rate, and takes limits off other disks. disk: null
 * when the pod holds none. The limit is of the whole device: partitions have none of their own.
 */
export async function applyIoLimit(
  context: HostContext,
  undo: UndoList,
  pod: string,
  disk: DiscoveredDisk | null,
  ioKibps: number | null,
): Promise<void> {
  const path = `${context.groups.pod(pod)}/io.max`
  const limits = parseIoMax(await context.kernel.read(path))
  const device = disk?.device ?? null
  if (ioKibps !== null && device === null) {
    throw new KernelError(`limit IO of ${pod}`, `disk ${disk?.name ?? 'none'} has no device that the kernel names`)
  }
  for (const [other, limit] of limits) {
    if (other !== device || ioKibps === null) await writeLimit(context, undo, path, other, limit, NO_LIMIT)
  }
  if (ioKibps === null || device === null) return
  const now = limits.get(device) ?? NO_LIMIT
  const wanted = { readKibps: ioKibps, writeKibps: ioKibps }
  await writeLimit(context, undo, path, device, now, wanted)
}

const NO_LIMIT: IoLimit = { readKibps: null, writeKibps: null }

async function writeLimit(
  context: HostContext,
  undo: UndoList,
  path: string,
  device: string,
  now: IoLimit,
  wanted: IoLimit,
): Promise<void> {
  if (now.readKibps === wanted.readKibps && now.writeKibps === wanted.writeKibps) return
  const { kernel } = context
  const line = lineOf(device, wanted)
  const before = lineOf(device, now)
  await undo.step(`${path} = ${line}`, () => kernel.write(path, line), {
    words: `${path} back to ${before}`,
    act: () => kernel.write(path, before),
  })
}

function lineOf(device: string, limit: IoLimit): string {
  const bytes = (kibps: number | null): string => (kibps === null ? 'max' : String(kibps * 1024))
  return `${device} rbps=${bytes(limit.readKibps)} wbps=${bytes(limit.writeKibps)}`
}
