/** One server-sent event. */
export interface ServerEvent {
  readonly event: string
  readonly text: string
}

/**
 * Splits a stream of server-sent events as its text arrives. EventSource cannot send a token, so the stream is fetched
 * and read here (HTML standard, 9.2.6; `id` and `retry` are not used).
 */
export class EventText {
  #rest = ''

  /** The events that are complete with this piece of text. */
  push(piece: string): ServerEvent[] {
    this.#rest += piece
    const events: ServerEvent[] = []
    for (;;) {
      const end = /\r\n\r\n|\n\n|\r\r/.exec(this.#rest)
      if (end === null) return events
      const event = parse(this.#rest.slice(0, end.index))
      this.#rest = this.#rest.slice(end.index + end[0].length)
      if (event !== null) events.push(event)
    }
  }
}

/** Null for a block that carries nothing, such as a comment that keeps the connection open. */
function parse(block: string): ServerEvent | null {
  const lines: string[] = []
  let event = 'message'
  for (const line of block.split(/\r\n|\n|\r/)) {
    const cut = line.indexOf(':')
    const field = cut < 0 ? line : line.slice(0, cut)
    const value = cut < 0 ? '' : line.slice(cut + 1).replace(/^ /, '')
    if (field === 'data') lines.push(value)
    else if (field === 'event') event = value
  }
  return lines.length === 0 ? null : { event, text: lines.join('\n') }
}
