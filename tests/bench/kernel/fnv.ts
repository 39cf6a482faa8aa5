const PRIME_LOW = 0x1b3

/** FNV-1a over bytes, 64 bits, in two halves of 32; the prime is 2^40 + 0x1b3. After its public description. */
export class Fnv {
  #low = 0x84222325
  #high = 0xcbf29ce4

  update(bytes: Uint8Array): void {
    let low = this.#low
    let high = this.#high
    for (let i = 0; i < bytes.length; i++) {
      low = (low ^ bytes[i]) >>> 0
      const product = low * PRIME_LOW
      high = (Math.imul(high, PRIME_LOW) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0
      low = product >>> 0
    }
    this.#low = low
    this.#high = high
  }

  /** 16 digits. */
  hex(): string {
    return [this.#high, this.#low].map((half) => half.toString(16).padStart(8, '0')).join('')
  }
}
