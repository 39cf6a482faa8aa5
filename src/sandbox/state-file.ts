import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import type { AllocationRequest } from '../model/agent.ts'

/** A line of the file after its head: a pod holds this now, or nothing any more. */
export type StateLine = { readonly apply: AllocationRequest } | { readonly release: string; readonly host: string }

/** What a log of a fleet says. dropped: lines that could not be read. */
export interface KeptLines {
  readonly lines: readonly StateLine[]
  readonly dropped: number
}

/**
 * What simulated hosts hold, as a log: the head names the fleet it belongs to, then one line a change. A killed sandbox
 * comes back as it was; a last line that broke off was never answered for and is dropped.
 */
export class StateFile {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Opens the log of the fleet with that digest. kept: what it says, or null when it is new or another fleet's. */
  static open(path: string, digest: string): { readonly file: StateFile; readonly kept: KeptLines | null } {
    const file = new StateFile(path)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const end = text.lastIndexOf('\n')
    const [head, ...texts] = text.slice(0, Math.max(0, end)).split('\n')
    if (head !== headOf(digest)) {
      writeFileSync(path, `${headOf(digest)}\n`)
      return { file, kept: null }
    }
    if (end + 1 < text.length) writeFileSync(path, text.slice(0, end + 1))
    const lines = texts.flatMap(lineOf)
    return { file, kept: { lines, dropped: texts.length - lines.length } }
  }

  /** Throws errors of the disk; then the log is as it was. */
  add(line: StateLine): void {
    const { size } = statSync(this.#path)
    try {
      appendFileSync(this.#path, `${JSON.stringify(line)}\n`)
    } catch (error) {
      truncateSync(this.#path, size) // A full disk takes half a line, and the next one would be glued to it.
      throw error
    }
  }
}

function lineOf(text: string): StateLine[] {
  try {
    return [JSON.parse(text) as StateLine]
  } catch {
    return []
  }
}

function headOf(digest: string): string {
  return JSON.stringify({ fleet: digest })
}
