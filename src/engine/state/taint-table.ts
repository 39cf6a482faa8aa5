import type { Taint } from '../../model/kube/node.ts'

/** Which taints every host has. Hosts with equal taints share a number, so that a class judges each list once. */
export class TaintTable {
  readonly lists: (readonly Taint[])[] = [[]]
  readonly #numbers = new Map<string, number>([['[]', 0]])
  /** [hostCount] into `lists`; 0: no taints. */
  readonly #of: Int32Array

  constructor(taints: readonly (readonly Taint[])[]) {
    this.#of = Int32Array.from(taints, (list) => this.#number(list))
  }

  /** Number of the host's list. */
  of(host: number): number {
    return this.#of[host]
  }

  set(host: number, taints: readonly Taint[]): void {
    this.#of[host] = this.#number(taints)
  }

  /** The column that changes, for comparison bit by bit. */
  get column(): ArrayBufferView {
    return this.#of
  }

  #number(taints: readonly Taint[]): number {
    const text = JSON.stringify(taints.map(({ key, value, effect }) => [key, value, effect]))
    const known = this.#numbers.get(text) ?? this.lists.length
    if (known === this.lists.length) this.lists.push(taints)
    this.#numbers.set(text, known)
    return known
  }
}
