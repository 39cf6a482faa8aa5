import type { ChangeLog } from '../change-log.ts'
import { reasonOf } from '../kernel/kernel.ts'
import { Lock } from '../lock.ts'
import type { Container, CpusetUpdate, RuntimeCalls } from './container-hooks.ts'
import type { Placement } from './placement.ts'

/** How long nothing has changed before the runtime is told. */
const QUIET_MS = 3_000

/** Writes cpuset.cpus, list form, of a container's group unless it says so already; `absent`: it has no group yet. */
export type WriteCpus = (container: Container, cpus: string) => Promise<'same' | 'written' | 'absent'>

export interface ContainerFenceOptions {
  readonly placement: Placement
  readonly writeCpus: WriteCpus
  readonly changes: ChangeLog
  readonly nowMs: () => number
}

/**
 * Holds containers without an allocation to the shared Cpus, by the kernel's files: a runtime starts a process for each
 * of them, one after the other, while a pod waits for its Cpus. What the runtime has in its books counts only while the
 * agent is away, since it is asked about every change; it is told once nothing has changed for a while.
 */
export class ContainerFence {
  readonly #options: ContainerFenceOptions
  readonly #lock = new Lock()
  /** Ids of containers of which the runtime has older Cpus in its books. */
  readonly #behind = new Set<string>()
  #changedAtMs = 0
  #failure = ''

  constructor(options: ContainerFenceOptions) {
    this.#options = options
  }

  /** The runtime has been told of all of them. */
  clear(): void {
    this.#behind.clear()
  }

  /** Resolves once the kernel has them there; updates of those that have no group yet are left for the runtime. */
  byKernel(): Promise<readonly CpusetUpdate[]> {
    const { placement, writeCpus, nowMs } = this.#options
    return this.#lock.run(async () => {
      const left: CpusetUpdate[] = []
      // As they are by now, not when this was asked for: of two changes the last is the one that stays.
      const { sharedSet } = placement
      for (const container of placement.fenced) {
        const outcome = await writeCpus(container, sharedSet.cpus)
        if (outcome === 'absent') left.push({ containerId: container.id, ...sharedSet })
        if (outcome !== 'written') continue
        this.#behind.add(container.id)
        this.#changedAtMs = nowMs()
      }
      return left
    })
  }

  /** The same, with the runtime's part. Rejects with what it says. */
  async hold(runtime: RuntimeCalls): Promise<void> {
    const left = await this.byKernel()
    if (left.length > 0) await runtime.update(left)
  }

  /**
   * Tells the runtime, one container a call of `alone`, so that whoever has a change waits for one process at most, and
   * stops when there was one. Never throws for what the runtime says: it is told as a change, and tried again.
   */
  async tell(runtime: RuntimeCalls, alone: (act: () => Promise<void>) => Promise<void>): Promise<void> {
    const { placement, changes, nowMs } = this.#options
    try {
      for (const id of [...this.#behind]) {
        if (nowMs() - this.#changedAtMs < QUIET_MS) return
        await alone(async () => {
          const isFenced = placement.fenced.some((container) => container.id === id)
          if (isFenced) await runtime.update([{ containerId: id, ...placement.sharedSet }])
          this.#behind.delete(id)
        })
      }
      this.#failure = ''
    } catch (error) {
      const reason = reasonOf(error)
      if (reason !== this.#failure)
        changes.add('failed', null, `the runtime was not told of the shared Cpus: ${reason}`)
      this.#failure = reason
      this.#changedAtMs = nowMs()
    }
  }
}
