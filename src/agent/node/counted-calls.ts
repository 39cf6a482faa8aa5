import type { CpusetUpdate, RuntimeCalls } from './container-hooks.ts'

/** Calls to a runtime that say whether one is under way. */
export class CountedCalls implements RuntimeCalls {
  readonly #runtime: RuntimeCalls
  #count = 0

  constructor(runtime: RuntimeCalls) {
    this.#runtime = runtime
  }

  /** Containers are on what was, on what is to be, or on neither yet. */
  get isUpdating(): boolean {
    return this.#count > 0
  }

  async update(updates: readonly CpusetUpdate[]): Promise<void> {
    this.#count++
    await this.#runtime.update(updates).finally(() => this.#count--)
  }
}
