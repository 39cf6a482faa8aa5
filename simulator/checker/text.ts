/** The auditor's own reading of Cpu lists and addresses; shares nothing with the code that wrote them. */

const ZERO = 48

/** Number of bits set in a 32-bit word. */
export function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/**
 * Reads a cpuset list into bits: Cpu n is bit n & 31 of words[n >>> 5]. Clears words first.
 *
 * Returns the number of Cpus, -1 when the text is not the one way to write its set (ascending, ranges joined, no
 * leading zeros), or -2 when a Cpu lies beyond the words.
 */
export function readCpuSet(text: string, words: Int32Array): number {
  words.fill(0)
  const length = text.length
  let count = 0
  let previous = -2
  let at = 0
  while (at < length) {
    const firstAt = at
    let first = 0
    while (at < length && isDigit(text.charCodeAt(at))) first = first * 10 + text.charCodeAt(at++) - ZERO
    if (!plainNumber(text, firstAt, at) || first <= previous + 1) return -1
    let last = first
    if (text.charCodeAt(at) === 45) {
      const lastAt = ++at
      last = 0
      while (at < length && isDigit(text.charCodeAt(at))) last = last * 10 + text.charCodeAt(at++) - ZERO
      if (!plainNumber(text, lastAt, at) || last <= first) return -1
    }
    if (at < length && (text.charCodeAt(at++) !== 44 || at === length)) return -1
    if (last >= words.length * 32) return -2
    for (let cpu = first; cpu <= last; cpu++) words[cpu >>> 5] |= 1 << (cpu & 31)
    count += last - first + 1
    previous = last
  }
  return count
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 57
}

/** One to five digits without a leading zero. */
function plainNumber(text: string, from: number, to: number): boolean {
  return to > from && to - from <= 5 && (to - from === 1 || text.charCodeAt(from) !== ZERO)
}

/** Cpu numbers of a bit set, ascending, for messages. */
export function cpusOf(words: Int32Array): number[] {
  const cpus: number[] = []
  for (let cpu = 0; cpu < words.length * 32; cpu++) if ((words[cpu >>> 5] >>> (cpu & 31)) & 1) cpus.push(cpu)
  return cpus
}

/** A dotted quad as an unsigned 32-bit number, or -1 when the text is none (leading zeros are none). */
export function readIp(text: string): number {
  let address = 0
  let at = 0
  for (let octet = 0; octet < 4; octet++) {
    const from = at
    let value = 0
    while (at < text.length && isDigit(text.charCodeAt(at))) value = value * 10 + text.charCodeAt(at++) - ZERO
    if (!plainNumber(text, from, at) || value > 255) return -1
    address = address * 256 + value
    if (octet < 3 && text.charCodeAt(at++) !== 46) return -1
  }
  return at === text.length ? address : -1
}

/** Dotted quad of an unsigned 32-bit number. */
export function writeIp(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

/** Whether the MAC is 02:00 and the four octets of the address, in lower-case hexadecimal. */
export function isMacOf(mac: string, address: number): boolean {
  if (mac.length !== 17 || !mac.startsWith('02:00:')) return false
  for (let octet = 0; octet < 4; octet++) {
    const value = (address >>> (24 - 8 * octet)) & 255
    const at = 6 + 3 * octet
    if (mac.charCodeAt(at) !== hexDigit(value >>> 4) || mac.charCodeAt(at + 1) !== hexDigit(value & 15)) return false
    if (octet < 3 && mac.charCodeAt(at + 2) !== 58) return false
  }
  return true
}

function hexDigit(value: number): number {
  return value < 10 ? ZERO + value : 87 + value
}

/** First and last address of a CIDR (`10.3.4.0/22`), or null; the host bits must be zero. */
export function readSubnet(text: string): { first: number; last: number } | null {
  const slash = text.indexOf('/')
  const first = readIp(text.slice(0, Math.max(slash, 0)))
  const bits = /^(\d|[12]\d|3[012])$/.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : -1
  if (slash < 0 || first < 0 || bits < 0) return null
  let size = 1
  for (let i = bits; i < 32; i++) size *= 2
  return first % size === 0 ? { first, last: first + size - 1 } : null
}

/** An inclusive range (`10.3.4.10-10.3.5.250`), or null when it is none or runs backwards. */
export function readRange(text: string): { first: number; last: number } | null {
  const dash = text.indexOf('-')
  if (dash < 0) return null
  const first = readIp(text.slice(0, dash))
  const last = readIp(text.slice(dash + 1))
  return first >= 0 && last >= first ? { first, last } : null
}
