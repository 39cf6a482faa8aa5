import type { DiscoveredDisk } from '../discover/disks.ts'
import { type Kernel, KernelError } from '../kernel/kernel.ts'
import { podWord } from './groups.ts'
import type { UndoList } from './undo-list.ts'

/** Project ids below belong to people: /etc/projid starts small by custom. */
export const PROJECT_ID_MIN = 1_000_000
const KIB_PER_MIB = 1024

/** What a filesystem says of one project. */
export interface ProjectQuota {
  readonly usedMib: number
  /** Hard limit; 0 is none. */
  readonly limitMib: number
}

/** The folder of a pod's files on a disk. */
export function podFolder(disk: DiscoveredDisk, pod: string): string {
  return `${parentFolder(disk)}/${podWord(pod)}`
}

function parentFolder(disk: DiscoveredDisk): string {
  return `${disk.path === '/' ? '' : disk.path}/berth`
}

/** Projects of a filesystem by id, as the kernel counts them. */
export async function readQuotas(kernel: Kernel, disk: DiscoveredDisk): Promise<ReadonlyMap<number, ProjectQuota>> {
  const quotas = new Map<number, ProjectQuota>()
  const text = await kernel.run('xfs_quota', ['-x', '-c', 'report -p -n -N -b', disk.path])
  for (const line of text.split('\n')) {
    // #1000000   1234   0   51200   00 [--------]: used, soft and hard in KiB.
    const match = /^#(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s/.exec(line)
    if (match === null) continue
    const usedMib = Math.ceil(Number(match[2]) / KIB_PER_MIB)
    quotas.set(Number(match[1]), { usedMib, limitMib: Number(match[4]) / KIB_PER_MIB })
  }
  return quotas
}

/**
 * Whether a folder belongs to the project, itself and not what is in it (a look at all files would cost more the more
 * there are).
 */
export async function isInProject(kernel: Kernel, disk: DiscoveredDisk, pod: string, id: number): Promise<boolean> {
  const folder = podFolder(disk, pod)
  if ((await kernel.list(folder)) === null) return false
  const said = await kernel.run('xfs_quota', ['-x', '-c', `project -c -d 0 -p ${folder} ${id}`, disk.path])
  return !/is not set|not a project|mismatch/.test(said)
}

/** Makes the pod's folder, puts it into the project and limits the project. Rejects when more is used than allowed. */
export async function applyQuota(
  kernel: Kernel,
  undo: UndoList,
  disk: DiscoveredDisk,
  pod: string,
  projectId: number,
  limitMib: number,
): Promise<void> {
  const quota = (await readQuotas(kernel, disk)).get(projectId) ?? { usedMib: 0, limitMib: 0 }
  if (quota.usedMib > limitMib) {
    throw new KernelError(`limit ${disk.name} to ${limitMib} MiB`, `${quota.usedMib} MiB are in use`)
  }
  for (const folder of [parentFolder(disk), podFolder(disk, pod)]) {
    if ((await kernel.list(folder)) !== null) continue
    // The parent stays, for other pods may have come to it since.
    const back = { words: `folder ${folder} removed`, act: () => kernel.removeDirectory(folder) }
    await undo.step(
      `make folder ${folder}`,
      () => kernel.makeDirectory(folder),
      folder === parentFolder(disk) ? null : back,
    )
  }
  if (!(await isInProject(kernel, disk, pod, projectId))) {
    const back = { words: `project ${projectId} cleared`, act: () => clearProject(kernel, disk, pod, projectId) }
    await undo.step(`project ${projectId} on ${disk.name}`, () => setProject(kernel, disk, pod, projectId), back, true)
  }
  if (quota.limitMib === limitMib) return
  await undo.step(`limit project ${projectId} to ${limitMib} MiB`, () => setLimit(kernel, disk, projectId, limitMib), {
    words: `limit of project ${projectId} back to ${quota.limitMib} MiB`,
    act: () => setLimit(kernel, disk, projectId, quota.limitMib),
  })
}

/** Takes the limit and the project off and removes the folder when it is empty. What was done, in words. */
export async function releaseQuota(
  kernel: Kernel,
  undo: UndoList,
  disk: DiscoveredDisk,
  pod: string,
  projectId: number,
): Promise<void> {
  const quota = (await readQuotas(kernel, disk)).get(projectId)
  if (quota !== undefined && quota.limitMib > 0) {
    await undo.step(`limit of project ${projectId} taken off`, () => setLimit(kernel, disk, projectId, 0), {
      words: `limit of project ${projectId} back to ${quota.limitMib} MiB`,
      act: () => setLimit(kernel, disk, projectId, quota.limitMib),
    })
  }
  const files = await kernel.list(podFolder(disk, pod))
  if (files === null) return
  if (await isInProject(kernel, disk, pod, projectId)) {
    const back = { words: `project ${projectId} set again`, act: () => setProject(kernel, disk, pod, projectId) }
    const words = `project ${projectId} taken off ${podFolder(disk, pod)}`
    await undo.step(words, () => clearProject(kernel, disk, pod, projectId), back, true)
  }
  if (files.length > 0) {
    await undo.step(`folder ${podFolder(disk, pod)} left: it has files`, async () => undefined, null)
    return
  }
  await undo.step(`folder ${podFolder(disk, pod)} removed`, () => kernel.removeDirectory(podFolder(disk, pod)), {
    words: `folder ${podFolder(disk, pod)} made again`,
    act: () => kernel.makeDirectory(podFolder(disk, pod)),
  })
}

function setLimit(kernel: Kernel, disk: DiscoveredDisk, id: number, limitMib: number): Promise<string> {
  return kernel.run('xfs_quota', ['-x', '-c', `limit -p bhard=${limitMib}m ${id}`, disk.path])
}

function setProject(kernel: Kernel, disk: DiscoveredDisk, pod: string, id: number): Promise<string> {
  return kernel.run('xfs_quota', ['-x', '-c', `project -s -p ${podFolder(disk, pod)} ${id}`, disk.path])
}

function clearProject(kernel: Kernel, disk: DiscoveredDisk, pod: string, id: number): Promise<string> {
  return kernel.run('xfs_quota', ['-x', '-c', `project -C -p ${podFolder(disk, pod)} ${id}`, disk.path])
}
