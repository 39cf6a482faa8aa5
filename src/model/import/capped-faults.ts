import type { Fault } from '../../base/result.ts'

/** Faults of one file at most: a wrong column makes one a line. */
const FAULTS_MAX = 50

/** Collects the faults of a file; beyond FAULTS_MAX they are counted only. */
export class CappedFaults {
  readonly #faults: Fault[] = []
  #more = 0

  add(path: string, found: string, expected: string): void {
    if (this.#faults.length >= FAULTS_MAX) this.#more++
    else this.#faults.push({ path, found, expected })
  }

  addAll(faults: readonly Fault[], prefix = ''): void {
    for (const { path, found, expected } of faults) this.add(prefix + path, found, expected)
  }

  get isEmpty(): boolean {
    return this.#faults.length === 0
  }

  get all(): readonly Fault[] {
    if (this.#more === 0) return this.#faults
    return [...this.#faults, { path: '', found: `${this.#more} more faults`, expected: 'none' }]
  }
}
