import type { Audit } from './audit.ts'
import { peekAtUs } from './lines.ts'

export type LogFile = 'events' | 'decisions'

/**
 * Feeds the chunks of both logs to an audit, line by line in the order of time: events of an instant before its
 * decisions. Push what `needs` names until it says null; then at most one chunk of each file is buffered, whatever
 * their sizes:
 *
 *     for (let file = feed.needs; file !== null; file = feed.needs) {
 *       const chunk = await next(file)
 *       if (chunk === null) feed.end(file)
 *       else feed.push(file, chunk)
 *     }
 */
export class AuditFeed {
  readonly #audit: Audit
  readonly #logs = { events: new LineQueue(), decisions: new LineQueue() }

  constructor(audit: Audit) {
    this.#audit = audit
  }

  /** The file of which the feed has to see more before it can go on, or null when both have ended. */
  get needs(): LogFile | null {
    if (this.#logs.events.isStarved) return 'events'
    return this.#logs.decisions.isStarved ? 'decisions' : null
  }

  /** The next chunk of a file, of any size, cut anywhere. */
  push(file: LogFile, chunk: string | Uint8Array): void {
    this.#logs[file].push(chunk)
    this.#drain()
  }

  /** The file has no more chunks. */
  end(file: LogFile): void {
    this.#logs[file].end()
    this.#drain()
    if (this.#logs[file].isCut) this.#audit.fault(file, 'the last line does not end in a newline')
  }

  #drain(): void {
    const { events, decisions } = this.#logs
    while (!events.isStarved && !decisions.isStarved) {
      const event = events.peek()
      const decision = decisions.peek()
      if (event === null && decision === null) return
      if (event !== null && (decision === null || peekAtUs(event) <= peekAtUs(decision))) {
        events.take()
        this.#audit.event(event)
      } else if (decision !== null) {
        decisions.take()
        this.#audit.decision(decision)
      }
    }
  }
}

/** Lines of one file, cut from chunks. */
class LineQueue {
  readonly #decoder = new TextDecoder()
  #lines: string[] = []
  #next = 0
  #rest = ''
  #ended = false
  /** Whether the file ended within a line. */
  isCut = false

  /** Whether the next line is not known yet. */
  get isStarved(): boolean {
    return !this.#ended && this.#next === this.#lines.length
  }

  push(chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true })
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    this.#lines = this.#next === this.#lines.length ? lines : this.#lines.slice(this.#next).concat(lines)
    this.#next = 0
  }

  end(): void {
    this.#ended = true
    this.isCut = this.#rest !== ''
    if (this.isCut) this.#lines.push(this.#rest)
  }

  peek(): string | null {
    return this.#next < this.#lines.length ? this.#lines[this.#next] : null
  }

  take(): void {
    this.#next++
  }
}
