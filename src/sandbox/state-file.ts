import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { AllocationRequest } from '../model/agent.ts'

/** A line of the file after its head: a pod holds this now, or nothing any more. */
export type StateLine = { readonly apply: AllocationRequest } | { readonly release: string; readonly host: string }

/**
 * What simulated hosts hold, as a log: the head names the fleet it belongs to, then one line a change. A killed sandbox
 * comes back as it was; a last line that broke off was never answered for and is dropped.
 */
export class StateFile {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Opens the log of the fleet with that digest. lines: what it holds, or null when it is new or another fleet's. */
  static open(path: string, digest: string): { readonly file: StateFile; readonly lines: readonly StateLine[] | null } {
    const file = new StateFile(path)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const end = text.lastIndexOf('\n')
    const [head, ...lines] = text.slice(0, Math.max(0, end)).split('\n')
    if (head !== headOf(digest)) {
      writeFileSync(path, `${headOf(digest)}\n`)
      return { file, lines: null }
    }
    if (end + 1 < text.length) writeFileSync(path, text.slice(0, end + 1))
    return { file, lines: lines.map((line) => JSON.parse(line) as StateLine) }
  }

  add(line: StateLine): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`)
  }
}

function headOf(digest: string): string {
  return JSON.stringify({ fleet: digest })
}
