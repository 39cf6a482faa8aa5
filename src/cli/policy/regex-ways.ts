/** Characters of the longest name that a plug-in is shown. */
const NAME_LENGTH = 253

/**
 * Most ways that a regular expression may have: a matcher that backtracks takes about a second for them, and the next
 * repeat without end would make it minutes.
 */
export const WAYS_MAX = 200_000_000

/** In how many ways a part may match from where it begins: `factor`, times where each of `open` repeats may end. */
interface Ways {
  readonly factor: number
  readonly open: number
}

const ONE: Ways = { factor: 1, open: 0 }
const ENDLESS: Ways = { factor: Number.POSITIVE_INFINITY, open: 0 }
const QUANTIFIER = /[*+?]|\{(\d+)(?:(,)(\d*))?\}/y

/**
 * The ways that a matcher which backtracks can try at most on a name, over all places where it may begin. Infinity
 * when a repeated part can itself match in several ways, as in /(a+)+/: then they grow with a power of the length.
 *
 * source, flags  of a regular expression that JavaScript accepts
 */
export function regexWays(source: string, flags: string): number {
  const reader = new RegexReader(source, flags)
  const ways = reader.alternatives()
  const isAnchored = source.startsWith('^') && !flags.includes('m') && reader.topAlternatives === 1
  return total(isAnchored || flags.includes('y') ? ways : { ...ways, open: ways.open + 1 })
}

/** Repeats without end share one text: their ends are a choice of places in order. */
function total({ factor, open }: Ways): number {
  let ways = factor
  for (let i = 1; i <= open; i++) ways = (ways * (NAME_LENGTH + i)) / i
  return ways
}

function repeated(body: Ways, least: number, most: number): Ways {
  const counts = most - least + 1
  if (body.factor === 1 && body.open === 0) {
    return counts < NAME_LENGTH ? { factor: counts, open: 0 } : { factor: 1, open: 1 }
  }
  if (most === Number.POSITIVE_INFINITY) return ENDLESS
  return { factor: counts * body.factor ** most, open: body.open * most }
}

/** Reads a regular expression from left to right. */
class RegexReader {
  topAlternatives = 1
  #at = 0
  #depth = 0

  constructor(
    readonly source: string,
    readonly flags: string,
  ) {}

  /** Up to the end or the bracket that closes the group. */
  alternatives(): Ways {
    let sum = this.#sequence()
    while (this.source[this.#at] === '|') {
      this.#at++
      if (this.#depth === 0) this.topAlternatives++
      const next = this.#sequence()
      sum = { factor: sum.factor + next.factor, open: Math.max(sum.open, next.open) }
    }
    return sum
  }

  #sequence(): Ways {
    let all = ONE
    while (this.#at < this.source.length && !'|)'.includes(this.source[this.#at])) {
      const next = this.#quantified(this.#atom())
      all = { factor: all.factor * next.factor, open: all.open + next.open }
    }
    return all
  }

  #atom(): Ways {
    const first = this.source[this.#at]
    if (first === '(') return this.#group()
    if (first === '\\') this.#skip(this.#isUnicode ? /\\(?:[uxpPk](?:\{[^}]*\}|<[^>]*>)|.)/suy : /\\(?:k<[^>]*>|.)/sy)
    else if (first === '[') this.#skip(/\[(?:\\.|[^\]\\])*\]/sy)
    else this.#at++
    return ONE
  }

  #group(): Ways {
    const start = this.source.slice(this.#at, this.#at + 4)
    this.#skip(/\((?:\?(?:<?[=!]|<[^>]*>|[-a-z]*:))?/y)
    this.#depth++
    const inside = this.alternatives()
    this.#depth--
    this.#at++
    // What looks ahead or behind reads a text of its own.
    return /^\(\?<?[=!]/.test(start) ? { factor: total(inside), open: 0 } : inside
  }

  #quantified(body: Ways): Ways {
    QUANTIFIER.lastIndex = this.#at
    const found = QUANTIFIER.exec(this.source)
    if (found === null) return body
    this.#at += found[0].length
    if (this.source[this.#at] === '?') this.#at++
    const least = found[1] === undefined ? 0 : Number(found[1])
    if (found[0] === '?') return repeated(body, 0, 1)
    if (found[1] !== undefined && found[2] === undefined) return repeated(body, least, least)
    return repeated(body, least, found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY)
  }

  get #isUnicode(): boolean {
    return /[uv]/.test(this.flags)
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at
    this.#at += pattern.exec(this.source)?.[0].length ?? 1
  }
}
