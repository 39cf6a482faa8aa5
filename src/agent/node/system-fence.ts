import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import type { ChangeLog } from '../change-log.ts'
import { type Kernel, KernelError, reasonOf } from '../kernel/kernel.ts'
import { Lock } from '../lock.ts'
import { keepFile, keptFile } from './kept-file.ts'

/** Groups of pods, by the kubelet's two drivers: the runtime holds those below to what the agent says. */
const OF_PODS = /^kubepods(\.slice)?$/
/** The kernel's own files beside the groups, some forty: to ask each for what only a group has is most of a look. */
const FILE = /^(cgroup|cpu|cpuset|dmem|hugetlb|io|irq|memory|misc|pids|rdma)\./
/** Where processes go that run in no group of their own, as they do without an init system. */
const STRAYS = 'berth-system'
/** PF_KTHREAD of the ninth field of /proc/PID/stat: the kernel's own threads stay where it has them. */
const KERNEL_THREAD = 0x0020_0000

/** Which Cpus everything that is no pod may run on, ascending, and all that are online. */
export interface SharedCpus {
  readonly shared: readonly number[]
  readonly online: readonly number[]
}

export interface SystemFenceOptions {
  readonly kernel: Kernel
  /** Where cgroup v2 is mounted. */
  readonly cgroupRoot: string
  /** Where it keeps what groups had before it came. */
  readonly path: string
  /** Of the agent, which keeps to Cpus of its own. */
  readonly ownPid: number
  /** Brings it back to them: kernels before 6.2 forget them when its group changes. */
  readonly keepSelf: () => Promise<unknown>
  /** Asked when it is done, not when it is asked for, so that the last of two is the one that stays. */
  readonly cpus: () => SharedCpus
  readonly changes: ChangeLog
}

/**
 * Holds all that runs on a Node and is no pod to the shared Cpus: each group at the top that is none of the kubelet's
 * pods, and what runs in none. A group that somebody had held to Cpus before is held to those of them that are shared,
 * and may run again where it might once all Cpus are shared.
 */
export class SystemFence {
  readonly #options: SystemFenceOptions
  readonly #lock = new Lock()
  /** cpuset.cpus of each group as it was found, list form. */
  readonly #before: Map<string, string>
  /** What each group was last given. */
  readonly #given = new Map<string, string>()
  #kernelThreads: ReadonlySet<string> = new Set()
  #refusal = ''

  private constructor(options: SystemFenceOptions, before: Map<string, string>) {
    this.#options = options
    this.#before = before
  }

  /** Reads what was kept. Rejects when the file cannot be read as one. */
  static async open(options: SystemFenceOptions): Promise<SystemFence> {
    const before = ((await keptFile(options.path)) ?? {}) as Record<string, string>
    return new SystemFence(options, new Map(Object.entries(before)))
  }

  /**
   * Brings all of it to the Cpus that are shared by now, and resolves once the kernel has it there. Rejects with a
   * KernelError.
   */
  hold(): Promise<void> {
    return this.#lock.run(() => this.#hold())
  }

  /** Why it could not when `keep` was last asked; '' when it could. */
  get refusal(): string {
    return this.#refusal
  }

  /** The same, where nobody waits for it: what the kernel refuses is told as a change. */
  async keep(): Promise<void> {
    const reason = await this.hold().then(() => '', reasonOf)
    const isNews = reason !== this.#refusal
    this.#refusal = reason
    if (isNews && reason !== '') this.#options.changes.add('failed', null, `what is no pod is not fenced: ${reason}`)
  }

  async #hold(): Promise<void> {
    const { kernel, cgroupRoot, changes } = this.#options
    const { shared, online } = this.#options.cpus()
    const isWhole = online.every((cpu) => shared.includes(cpu))
    if (isWhole) await this.#letGoStrays()
    else await this.#gatherStrays()
    for (const name of (await kernel.list(cgroupRoot)) ?? []) {
      const file = `${cgroupRoot}/${name}/cpuset.cpus`
      const present = FILE.test(name) || OF_PODS.test(name) ? null : await kernel.read(file)
      if (present === null) continue
      const given = this.#given.get(name)
      // An empty list is nobody's choice: systemd writes it where no process is, as often as a unit with Cpus starts.
      if (given !== undefined && given !== present && present !== '') {
        changes.add('repaired', null, `${name}: found on Cpus ${present}, put back on ${given}`)
      }
      const before = this.#before.get(name) ?? present
      const wanted = isWhole ? whole(before, present, online) : within(before, shared)
      let now = present
      if (wanted !== present) {
        await this.#keep(name, before)
        await kernel.write(file, wanted)
        // What the kernel makes of it: lists come back in its own form.
        now = (await kernel.read(file)) ?? wanted
        if (name === (await this.#ownGroup())) await this.#options.keepSelf()
      }
      if (this.#before.has(name)) this.#given.set(name, now)
    }
  }

  /** Notes what a group had before it is changed for the first time. */
  async #keep(name: string, before: string): Promise<void> {
    if (this.#before.has(name)) return
    this.#before.set(name, before)
    await keepFile(this.#options.path, Object.fromEntries(this.#before))
  }

  /** Brings processes that run in no group, the kernel's own and the agent apart, into one that can be held. */
  async #gatherStrays(): Promise<void> {
    const { kernel, cgroupRoot, ownPid } = this.#options
    const listed = ((await kernel.read(`${cgroupRoot}/cgroup.procs`)) ?? '').split('\n').filter((pid) => pid !== '')
    const kernelThreads = new Set<string>()
    for (const pid of listed) {
      if (Number(pid) === ownPid) continue
      if (this.#kernelThreads.has(pid) || (await isKernelThread(kernel, pid))) kernelThreads.add(pid)
      else await this.#gather(pid)
    }
    this.#kernelThreads = kernelThreads
    // What one of these started is among them, as an agent that a shell started; on Cpus of its own it would lose them.
    const gathered = ((await kernel.read(`${cgroupRoot}/${STRAYS}/cgroup.procs`)) ?? '').split('\n')
    if (!gathered.includes(String(ownPid))) return
    await kernel.write(`${cgroupRoot}/cgroup.procs`, String(ownPid))
    await this.#options.keepSelf()
  }

  async #gather(pid: string): Promise<void> {
    const { kernel, cgroupRoot } = this.#options
    const folder = `${cgroupRoot}/${STRAYS}`
    if ((await kernel.list(folder)) === null) await kernel.makeDirectory(folder)
    await moveTo(kernel, folder, pid)
  }

  /** The group at the top that the agent is in; '' for none. */
  async #ownGroup(): Promise<string> {
    const { kernel, ownPid } = this.#options
    const line = ((await kernel.read(`/proc/${ownPid}/cgroup`)) ?? '')
      .split('\n')
      .find((each) => each.startsWith('0::/'))
    return line?.slice('0::/'.length).split('/')[0] ?? ''
  }

  /** Brings them back to where they were, and takes their group away. */
  async #letGoStrays(): Promise<void> {
    const { kernel, cgroupRoot } = this.#options
    const folder = `${cgroupRoot}/${STRAYS}`
    const gathered = await kernel.read(`${folder}/cgroup.procs`)
    if (gathered === null) return
    for (const pid of gathered.split('\n')) if (pid !== '') await moveTo(kernel, cgroupRoot, pid)
    // One that was started in this moment keeps it for another while.
    await kernel.removeDirectory(folder).catch(unless('EBUSY'))
    this.#given.delete(STRAYS)
  }
}

/** Moves a process, unless it has ended. */
function moveTo(kernel: Kernel, folder: string, pid: string): Promise<void> {
  return kernel.write(`${folder}/cgroup.procs`, pid).catch(unless('ESRCH'))
}

/** Throws on what a call was refused with, unless for this reason. */
function unless(reason: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof KernelError) || error.reason !== reason) throw error
  }
}

/** What a group had. A kernel takes no empty list from one with processes: so all Cpus where it had none of its own. */
function whole(before: string, present: string, online: readonly number[]): string {
  return before === '' && present !== '' ? formatCpuList(online) : before
}

/** Those of a group's own Cpus that are shared; all shared ones where it has none of its own or none is left. */
function within(before: string, shared: readonly number[]): string {
  const own = (parseCpuList(before) ?? []).filter((cpu) => shared.includes(cpu))
  return formatCpuList(own.length > 0 ? own : shared)
}

/** Whether a process is a thread of the kernel, or gone. */
async function isKernelThread(kernel: Kernel, pid: string): Promise<boolean> {
  const stat = await kernel.read(`/proc/${pid}/stat`)
  if (stat === null) return true
  // pid (comm) state ppid pgrp session tty_nr tpgid flags …, where comm may hold blanks and brackets.
  const [, , , , , , flags] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(flags) & KERNEL_THREAD) !== 0
}
