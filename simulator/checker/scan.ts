/**
 * Reads a canonical line by its shape in one pass, in place of JSON.parse, a look at the keys and JSON.stringify to
 * compare: a third of the time on the lines of a long log. It accepts a part of what those accept, and on anything
 * else says null, so that the slow way can say what is wrong.
 */

/** How a value is written: an integer, a text, an object of integers by name, or something only the slow way reads. */
export type Form = 'integer' | 'text' | 'amounts' | 'other'

export interface Scanned {
  readonly key: string
  readonly form: Form
  readonly optional: boolean
  test(value: unknown): boolean
}

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN = 123
const CLOSE = 125

/** Scans lines of one shape. */
export class Scanner {
  readonly #fields: readonly Scanned[]
  readonly #leads: readonly string[]
  #line = ''
  #at = 0

  constructor(fields: readonly Scanned[]) {
    this.#fields = fields
    this.#leads = fields.map(({ key }, i) => `${i === 0 ? '{' : ','}"${key}":`)
  }

  /** The values by key, or null. line: plain ASCII without a backslash. */
  scan(line: string): Record<string, unknown> | null {
    this.#line = line
    this.#at = 0
    const record: Record<string, unknown> = {}
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i]
      if (!line.startsWith(this.#leads[i], this.#at)) {
        if (field.optional) continue
        return null
      }
      this.#at += this.#leads[i].length
      const value = this.#value(field.form)
      if (value === null || !field.test(value)) return null
      record[field.key] = value
    }
    return line.charCodeAt(this.#at) === CLOSE && this.#at === line.length - 1 ? record : null
  }

  #value(form: Form): unknown {
    if (form === 'integer') return this.#integer()
    if (form === 'text') return this.#text()
    return form === 'amounts' ? this.#amounts() : null
  }

  /** Up to 15 digits without a leading zero. */
  #integer(): number | null {
    const from = this.#at
    let value = 0
    for (;;) {
      const digit = this.#line.charCodeAt(this.#at) - 48
      if (!(digit >= 0 && digit <= 9)) break
      value = value * 10 + digit
      this.#at++
    }
    const digits = this.#at - from
    if (digits === 0 || digits > 15 || (digits > 1 && this.#line.charCodeAt(from) === 48)) return null
    return value
  }

  #text(): string | null {
    if (this.#line.charCodeAt(this.#at) !== QUOTE) return null
    const end = this.#line.indexOf('"', this.#at + 1)
    if (end < 0) return null
    const text = this.#line.slice(this.#at + 1, end)
    this.#at = end + 1
    return text
  }

  /** One amount under any name, or several under ascending single digits: the order in which objects keep them. */
  #amounts(): Record<string, number> | null {
    if (this.#line.charCodeAt(this.#at++) !== OPEN) return null
    const amounts: Record<string, number> = {}
    let previous = ''
    for (let count = 0; this.#line.charCodeAt(this.#at) !== CLOSE; count++) {
      if (count > 0 && this.#line.charCodeAt(this.#at++) !== COMMA) return null
      const name = this.#text()
      if (name === null || this.#line.charCodeAt(this.#at++) !== COLON) return null
      if (count > 0 && !(previous.length === 1 && name.length === 1 && previous < name && name <= '9')) return null
      const value = this.#integer()
      if (value === null) return null
      amounts[name] = value
      previous = name
    }
    this.#at++
    return amounts
  }
}
