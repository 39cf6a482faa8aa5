import type { ChangeLog } from '../change-log.ts'
import { reasonOf } from '../kernel/kernel.ts'
import { Lock } from '../lock.ts'
import type { WriteCpuset } from './container-groups.ts'
import type { Container, Cpuset, CpusetUpdate, RuntimeCalls } from './container-hooks.ts'
import type { Placement, PodPlace } from './placement.ts'

/** How long nothing has changed before the runtime is told. */
const QUIET_MS = 3_000

export interface ContainerCpusetsOptions {
  readonly placement: Placement
  readonly writeCpuset: WriteCpuset
  readonly changes: ChangeLog
  readonly nowMs: () => number
}

/**
 * Holds containers to their Cpus and NumaNodes by the kernel's files: a runtime starts a process for each of them, one
 * after the other, while a pod waits. What the runtime has in its books counts only while the agent is away, since it
 * is asked about every change; it is told once nothing has changed for a while.
 */
export class ContainerCpusets {
  readonly #options: ContainerCpusetsOptions
  readonly #lock = new Lock()
  /** Ids of containers of which the runtime has an older cpuset in its books. */
  readonly #behind = new Set<string>()
  /** What the runtime was told at its connection is carried out: it comes after no write of the kernel's. */
  #isSettled = false
  #changedAtMs = 0
  #failure = ''

  constructor(options: ContainerCpusetsOptions) {
    this.#options = options
  }

  /** A connection begins: the runtime is told of all of them. */
  clear(): void {
    this.#behind.clear()
    this.#isSettled = false
  }

  /**
   * Holds those without an allocation to the shared Cpus. Resolves once the kernel has them there; updates of those
   * that have no group yet are left for the runtime.
   */
  fenceByKernel(): Promise<readonly CpusetUpdate[]> {
    const { placement } = this.#options
    // As they are by now, not when this was asked for: of two changes the last is the one that stays.
    return this.#lock.run(() => this.#write(placement.fenced, placement.sharedSet))
  }

  /** The same, with the runtime's part. Rejects with what it says. */
  async fence(runtime: RuntimeCalls): Promise<void> {
    await this.#settle(runtime)
    await carryOut(runtime, await this.fenceByKernel())
  }

  /** Holds all containers of a pod to this. Rejects with what the runtime says of those that have no group yet. */
  async hold(runtime: RuntimeCalls, { containers }: PodPlace, cpuset: Cpuset): Promise<void> {
    await this.#settle(runtime)
    await carryOut(runtime, await this.#write([...containers.values()], cpuset))
  }

  async #settle(runtime: RuntimeCalls): Promise<void> {
    if (!this.#isSettled) await runtime.update([])
    this.#isSettled = true
  }

  async #write(containers: readonly Container[], cpuset: Cpuset): Promise<readonly CpusetUpdate[]> {
    const { writeCpuset, nowMs } = this.#options
    const left: CpusetUpdate[] = []
    for (const container of containers) {
      const outcome = await writeCpuset(container, cpuset)
      if (outcome === 'absent') left.push({ containerId: container.id, ...cpuset })
      if (outcome !== 'written') continue
      this.#behind.add(container.id)
      this.#changedAtMs = nowMs()
    }
    return left
  }

  /**
   * Tells the runtime, one container a call of `alone`, so that whoever has a change waits for one process at most, and
   * stops when there was one. Never throws for what the runtime says: it is told as a change, and tried again.
   */
  async tell(runtime: RuntimeCalls, alone: (act: () => Promise<void>) => Promise<void>): Promise<void> {
    const { placement, changes, nowMs } = this.#options
    try {
      for (const containerId of [...this.#behind]) {
        if (nowMs() - this.#changedAtMs < QUIET_MS) return
        await alone(async () => {
          const place = placement.withContainer(containerId)
          const cpuset = place?.isKubeletPinned === false ? placement.cpusetOf(place) : null
          if (cpuset !== null) await runtime.update([{ containerId, ...cpuset }])
          this.#behind.delete(containerId)
        })
      }
      this.#failure = ''
    } catch (error) {
      const reason = reasonOf(error)
      if (reason !== this.#failure) changes.add('failed', null, `the runtime was not told who is where: ${reason}`)
      this.#failure = reason
      this.#changedAtMs = nowMs()
    }
  }
}

async function carryOut(runtime: RuntimeCalls, updates: readonly CpusetUpdate[]): Promise<void> {
  if (updates.length > 0) await runtime.update(updates)
}
