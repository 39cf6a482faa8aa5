/** An object of a document. `index`: its number in the list `items`, or null for a document that has none. */
export interface CutItem {
  readonly index: number | null
  readonly text: string
}

const [QUOTE, BACKSLASH, LINE_END, BLANK] = [0x22, 0x5c, 0x0a, 0x20]
const [OPEN_MAP, CLOSE_MAP, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d]
const ITEMS = [...Buffer.from('items')]

/** Depth at which an object to be cut out begins: a whole document, a member of its list, or nothing more of it. */
const [WHOLE, MEMBER, NOTHING] = [0, 2, -1]

/**
 * Cuts JSON documents into the members of their lists `items` and holds no more than one of them: a text of JavaScript
 * ends at 512 MiB, and the list of a large cluster is longer. A document without such a list is cut out whole. Only
 * brackets and quotes are looked at; what an object holds is for JSON.parse to say.
 *
 * Where a member begins on a line of its own it most likely ends at the next line that is as far in and begins with a
 * bracket: kubectl indents so. That is looked for first, many times faster than byte by byte. If it parses it is the
 * member, since no JSON object is the beginning of another.
 *
 * take     whether an object is JSON, which it has then taken
 * refuse   told of an object that is not
 */
export class JsonCutter {
  readonly #take: (item: CutItem) => boolean
  readonly #refuse: (item: CutItem) => void
  #depth = 0
  #isText = false
  #isEscaped = false
  /** Bytes of the text that began last at depth 1: the key in front of a list. */
  #key: number[] = []
  #itemDepth = WHOLE
  #count = 0
  /** What came of the object being cut in the pieces before, or null outside of one. */
  #kept: Buffer[] | null = null

  constructor(take: (item: CutItem) => boolean, refuse: (item: CutItem) => void) {
    this.#take = take
    this.#refuse = refuse
  }

  /** Whether all that was opened is closed. */
  get isWhole(): boolean {
    return this.#depth === 0 && !this.#isText
  }

  /** Takes the next bytes, of any length; they may be overwritten afterwards. */
  push(bytes: Buffer): void {
    let from = this.#kept === null ? -1 : 0
    let { depth, isText, isEscaped } = { depth: this.#depth, isText: this.#isText, isEscaped: this.#isEscaped }
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]
      if (isText) {
        if (isEscaped) isEscaped = false
        else if (byte === BACKSLASH) isEscaped = true
        else if (byte === QUOTE) isText = false
        else if (depth === 1) this.#key.push(byte)
      } else if (byte === QUOTE) {
        isText = true
        if (depth === 1) this.#key = []
      } else if (byte === OPEN_MAP || byte === OPEN_LIST) {
        if (depth === this.#itemDepth) {
          const end = depth === MEMBER ? this.#takeIndented(bytes, i) : null
          if (end !== null) {
            i = end - 1
            continue
          }
          from = i
        }
        if (depth === 1 && byte === OPEN_LIST && this.#itemDepth === WHOLE && this.#isKeyItems()) {
          this.#itemDepth = MEMBER
          this.#kept = null
          from = -1
        }
        depth++
      } else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
        depth = Math.max(0, depth - 1)
        if (depth === this.#itemDepth && from >= 0) {
          this.#cut(bytes.subarray(from, i + 1))
          from = -1
        }
        if (depth === 1 && this.#itemDepth === MEMBER) this.#itemDepth = NOTHING
        if (depth === 0) this.#reset()
      }
    }
    if (from >= 0) this.#kept = [...(this.#kept ?? []), Buffer.from(bytes.subarray(from))]
    this.#depth = depth
    this.#isText = isText
    this.#isEscaped = isEscaped
  }

  /** Takes the member that begins at `from`, if it is one that ends where kubectl's indentation says; then its end. */
  #takeIndented(bytes: Buffer, from: number): number | null {
    let lineEnd = from - 1
    while (lineEnd >= 0 && bytes[lineEnd] === BLANK) lineEnd--
    if (lineEnd < 0 || bytes[lineEnd] !== LINE_END) return null
    const end = endOfIndented(bytes, from, from - lineEnd)
    if (end === -1) return null
    if (!this.#take({ index: this.#count, text: bytes.toString('utf8', from, end) })) return null
    this.#count++
    return end
  }

  #cut(bytes: Buffer): void {
    const text = this.#kept === null ? bytes.toString('utf8') : Buffer.concat([...this.#kept, bytes]).toString('utf8')
    this.#kept = null
    const item = { index: this.#itemDepth === MEMBER ? this.#count++ : null, text }
    if (!this.#take(item)) this.#refuse(item)
  }

  #reset(): void {
    this.#itemDepth = WHOLE
    this.#count = 0
  }

  #isKeyItems(): boolean {
    return this.#key.length === ITEMS.length && this.#key.every((byte, i) => byte === ITEMS[i])
  }
}

/** Behind the next closing bracket that is `column` bytes after the end of a line with only blanks between; else -1. */
function endOfIndented(bytes: Buffer, from: number, column: number): number {
  for (let i = bytes.indexOf(CLOSE_MAP, from + column); i !== -1; i = bytes.indexOf(CLOSE_MAP, i + 1)) {
    if (bytes[i - column] !== LINE_END) continue
    let blank = i - 1
    while (bytes[blank] === BLANK) blank--
    if (blank === i - column) return i + 1
  }
  return -1
}
