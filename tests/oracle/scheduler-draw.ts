import { type RandomStream, randomStream } from '../../src/base/random.ts'

/** Choices of a made-up cluster, all from one stream, so that a seed and a number name it. */
export class Draw {
  readonly #stream: RandomStream

  constructor(seed: number, name: string) {
    this.#stream = randomStream(seed, name)
  }

  /** Whole number in [low, high]. */
  int(low: number, high: number): number {
    return this.#stream.between(low, high)
  }

  /** True in so many of a hundred. */
  chance(hundredths: number): boolean {
    return this.#stream.below(100) < hundredths
  }

  pick<T>(list: readonly T[]): T {
    return list[this.#stream.below(list.length)]
  }

  /** Up to count different members. */
  some<T>(list: readonly T[], count: number): T[] {
    const left = [...list]
    const taken: T[] = []
    while (taken.length < count && left.length > 0) taken.push(...left.splice(this.#stream.below(left.length), 1))
    return taken
  }

  times<T>(low: number, high: number, make: (i: number) => T): T[] {
    return Array.from({ length: this.int(low, high) }, (_, i) => make(i))
  }

  /** The members of a map that the draw keeps, each in so many of a hundred. */
  maybe<T extends object>(hundredths: number, make: () => T): T | Record<string, never> {
    return this.chance(hundredths) ? make() : {}
  }
}
