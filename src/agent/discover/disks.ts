import { byCodeUnit } from '../../base/order.ts'
import type { Fault } from '../../base/result.ts'
import type { Disk } from '../../model/fleet.ts'
import { DISKS_MAX } from '../../model/fleet.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { wholeDevice, xfsMounts } from './mounts.ts'

/** `--disk NAME=PATH[:IOKIBPS]`. */
export interface DiskOption {
  readonly name: string
  /** Mount point of an XFS filesystem with project quota. */
  readonly path: string
  /** What the disk bears in KiB/s; 0 promises none. */
  readonly ioKibps: number
}

/** A disk and where it is. */
export interface DiscoveredDisk extends Disk {
  readonly path: string
  /** MAJ:MIN of the whole device, for io.max; null when the kernel does not say. */
  readonly device: string | null
}

/** Size of the filesystem at a path in MiB, rounded down. */
export type SizeOf = (path: string) => Promise<number>

/**
 * Disks for pods: those of the options, or, without options, every XFS filesystem with project quota, named after its
 * device and promising no IO.
 */
export async function discoverDisks(
  kernel: Kernel,
  options: readonly DiskOption[],
  sizeOf: SizeOf,
  faults: Fault[],
): Promise<readonly DiscoveredDisk[]> {
  const mounts = await xfsMounts(kernel)
  const disks: DiscoveredDisk[] = []
  for (const option of options) {
    const mount = mounts.find((candidate) => candidate.path === option.path)
    if (mount === undefined || !mount.hasProjectQuota) {
      const found = mount === undefined ? `${option.path}, no mounted XFS` : `${option.path} without project quota`
      faults.push({
        path: `disks.${option.name}`,
        found,
        expected: 'an XFS filesystem mounted with prjquota; left out',
      })
      continue
    }
    const device = await wholeDevice(kernel, mount.device)
    disks.push({ ...option, capacityMib: await sizeOf(option.path), device: device?.device ?? null })
  }
  if (options.length === 0) {
    for (const mount of mounts.filter((candidate) => candidate.hasProjectQuota)) {
      const device = await wholeDevice(kernel, mount.device)
      if (!isPlainPath(mount.path)) {
        const expected = 'a path without blanks and quotes, which xfs_quota would split; left out'
        faults.push({ path: 'disks', found: JSON.stringify(mount.path), expected })
        continue
      }
      if (device === null || disks.some((disk) => disk.device === device.device)) continue
      const { path } = mount
      disks.push({ name: device.name, path, capacityMib: await sizeOf(path), ioKibps: 0, device: device.device })
    }
    if (disks.length === 0) {
      faults.push({ path: 'disks', found: 'none', expected: 'an XFS filesystem mounted with prjquota, for quotas' })
    }
  }
  for (const disk of disks.splice(DISKS_MAX)) {
    faults.push({ path: `disks.${disk.name}`, found: 'one disk more', expected: `at most ${DISKS_MAX}; left out` })
  }
  return disks.sort((a, b) => byCodeUnit(a.name, b.name))
}

/** Whether a path is one word for xfs_quota. */
export function isPlainPath(path: string): boolean {
  return /^\/[^\s'"\\]*$/.test(path)
}
