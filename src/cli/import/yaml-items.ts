import type { CutItem } from './json-items.ts'

/**
 * Cuts YAML documents, as kubectl writes them, line by line into the members of their lists `items`, so that each is
 * read alone. A document without such a list is one item. `- ` of a member gives way to spaces: what stood behind it is
 * its first key.
 */
export class YamlCutter {
  readonly #take: (item: CutItem) => void
  #lines: string[] = []
  /** Indentation of the members of the list that is being read, or null outside of one. */
  #indent: number | null = null
  #isHead = false
  #count = 0

  constructor(take: (item: CutItem) => void) {
    this.#take = take
  }

  push(line: string): void {
    if (/^(---|\.\.\.)(\s|$)/.test(line)) {
      this.#end()
      this.#count = 0
      this.#indent = null
      return
    }
    if (/^items:\s*(#.*)?$/.test(line)) {
      this.#lines = []
      this.#isHead = true
      return
    }
    const dash = /^( *)- /.exec(line)
    if (this.#isHead && dash !== null) {
      this.#isHead = false
      this.#indent = dash[1].length
    }
    if (this.#indent === null) {
      if (!this.#isHead) this.#lines.push(line)
    } else if (dash !== null && dash[1].length === this.#indent) {
      this.#cut()
      this.#lines.push(`${dash[1]}  ${line.slice(dash[0].length)}`)
    } else if (/^[A-Za-z]/.test(line)) {
      // A key of the list itself: its members are over, and nothing after them is wanted.
      this.#cut()
      this.#indent = Number.POSITIVE_INFINITY
    } else this.#lines.push(line)
  }

  /** Ends the text. */
  end(): void {
    this.#end()
  }

  #end(): void {
    if (this.#indent !== null) this.#cut()
    else if (!this.#isHead && this.#lines.some((line) => /^\s*[^#\s]/.test(line))) {
      this.#take({ index: null, text: this.#lines.join('\n') })
    }
    this.#lines = []
    this.#isHead = false
  }

  #cut(): void {
    const text = this.#lines.join('\n')
    this.#lines = []
    if (this.#indent !== Number.POSITIVE_INFINITY && text.trim() !== '') this.#take({ index: this.#count++, text })
  }
}
