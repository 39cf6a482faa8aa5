import type { Fault } from '../../base/result.ts'
import { KernelError, reasonOf } from '../kernel/kernel.ts'

/** Told before and after each step of an allocation: the agent's log, and where tests end the process. */
export type StepObserver = (moment: 'begin' | 'end', words: string) => void | Promise<void>

interface Undo {
  readonly words: string
  readonly act: () => Promise<void>
}

/**
 * Carries out the steps of one allocation and remembers how to take each back. A step is one call to the kernel that
 * works or does not, so one that failed leaves nothing behind; one that may stop half-way is said to be `partial` and
 * is taken back too, as is one that was given up for time.
 */
export class UndoList {
  readonly #observe: StepObserver
  readonly #undos: Undo[] = []
  readonly #done: string[] = []

  constructor(observe: StepObserver = () => undefined) {
    this.#observe = observe
  }

  /** Steps done so far, in words. */
  get done(): readonly string[] {
    return this.#done
  }

  /** Does one step. undo: null when there is nothing to take back. Rejects with what `act` rejects with. */
  async step(
    words: string,
    act: () => Promise<unknown>,
    undo: { readonly words: string; readonly act: () => Promise<unknown> } | null,
    partial = false,
  ): Promise<void> {
    await this.#observe('begin', words)
    const back = undo === null ? null : { words: undo.words, act: async () => void (await undo.act()) }
    if (back !== null && partial) this.#undos.push(back)
    try {
      await act()
    } catch (error) {
      if (back !== null && !partial && error instanceof KernelError && error.timedOut) this.#undos.push(back)
      throw error
    }
    if (back !== null && !partial) this.#undos.push(back)
    this.#done.push(words)
    await this.#observe('end', words)
  }

  /** Takes back what was done, last first. Goes on after a failure, and lists each. */
  async undoAll(): Promise<{ readonly undone: readonly string[]; readonly faults: readonly Fault[] }> {
    const undone: string[] = []
    const faults: Fault[] = []
    for (const undo of this.#undos.reverse()) {
      try {
        await undo.act()
        undone.push(undo.words)
      } catch (error) {
        faults.push({ path: 'undo', found: reasonOf(error), expected: undo.words })
      }
    }
    this.#undos.length = 0
    return { undone, faults }
  }
}
