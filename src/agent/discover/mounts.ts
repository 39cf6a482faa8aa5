import { posix } from 'node:path'
import type { Kernel } from '../kernel/kernel.ts'

/** A mounted XFS filesystem. */
export interface XfsMount {
  readonly path: string
  /** MAJ:MIN of the filesystem's device. */
  readonly device: string
  /** Whether project quotas are accounted and enforced. */
  readonly hasProjectQuota: boolean
}

/** XFS filesystems of this process's view of mounts. */
export async function xfsMounts(kernel: Kernel): Promise<readonly XfsMount[]> {
  const text = (await kernel.read('/proc/self/mountinfo')) ?? ''
  const mounts: XfsMount[] = []
  for (const line of text.split('\n')) {
    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    const [left, right] = line.split(' - ')
    if (right === undefined) continue
    const [, , device, , path] = left.split(' ')
    const [type, , options = ''] = right.split(' ')
    if (type !== 'xfs') continue
    const words = options.split(',')
    // `pqnoenforce` counts without a limit, which is no quota.
    const hasProjectQuota = words.includes('prjquota') || words.includes('pquota')
    mounts.push({ path: unescaped(path), device, hasProjectQuota })
  }
  return mounts
}

/** Mount paths write blanks and backslashes as octal. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

/**
 * MAJ:MIN and name of the whole device that holds a filesystem, or null. IO limits are kept by whole devices; a
 * partition has none of its own.
 */
export async function wholeDevice(
  kernel: Kernel,
  device: string,
): Promise<{ readonly device: string; readonly name: string } | null> {
  const link = await kernel.link(`/sys/dev/block/${device}`)
  if (link === null) return null
  const parts = link.split('/')
  const isPartition = (await kernel.read(`/sys/dev/block/${device}/partition`)) !== null
  if (!isPartition) return { device, name: parts[parts.length - 1] }
  const whole = await kernel.read(posix.join('/sys/dev/block', link, '..', 'dev'))
  return whole === null ? null : { device: whole, name: parts[parts.length - 2] }
}
