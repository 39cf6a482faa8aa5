import { assert } from './assert.ts'

/**
 * Random streams: one per named source, so that adding a host or a game never moves another source's draws.
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand: 128 bits of state, 32-bit integer operations only, so every
 * JavaScript engine gives the same bits). The name and the seed are spread over the state by xmur3-style mixing.
 */
export interface RandomStream {
  /** Uniform integer in [0, 2^32). */
  uint32(): number
  /**
   * Uniform integer in [0, bound); bound is an integer in [1, 2^32]. Unbiased: draws again where the range does not
   * divide.
   */
  below(bound: number): number
  /** Uniform integer in [low, high], both ends included; high - low < 2^32. */
  between(low: number, high: number): number
  /** Uniform double in [0, 1) with 32 random bits: a ratio of integers, exact in every engine. */
  unit(): number
}

/** The stream of one named source under a seed. seed: integer in [0, 2^53). */
export function randomStream(seed: number, source: string): RandomStream {
  let hash = 0x9e3779b9 ^ source.length
  const mix = (word: number): void => {
    hash = Math.imul(hash ^ word, 0xcc9e2d51)
    hash = (hash << 13) | (hash >>> 19)
  }
  mix(seed >>> 0)
  mix(Math.floor(seed / 0x1_0000_0000))
  for (let i = 0; i < source.length; i++) mix(source.charCodeAt(i))
  const word = (): number => {
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
    return hash >>> 0
  }
  return new Sfc32(word(), word(), word())
}

class Sfc32 implements RandomStream {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(a: number, b: number, c: number) {
    this.#a = a | 0
    this.#b = b | 0
    this.#c = c | 0
    for (let i = 0; i < 15; i++) this.uint32() // sfc32 asks for a warm-up so that close seeds part.
  }

  uint32(): number {
    const t = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t
    this.#c |= 0
    return t >>> 0
  }

  below(bound: number): number {
    assert(bound >= 1 && bound <= 0x1_0000_0000, 'a bound lies in [1, 2^32]')
    // Not `%`, which is an order of magnitude slower on doubles; quotients of numbers up to 2^32 are exact enough.
    const limit = Math.floor(0x1_0000_0000 / bound) * bound
    for (;;) {
      const draw = this.uint32()
      if (draw < limit) return draw - Math.floor(draw / bound) * bound
    }
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  unit(): number {
    return this.uint32() / 0x1_0000_0000
  }
}
