import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Fault } from '../../base/result.ts'
import { shortened } from '../../model/parse/faults.ts'
import { createDirectory } from '../run/run-directory.ts'
import { takeLock } from '../run/run-lock.ts'
import { errorCode } from '../scenario-source.ts'

/** What the runs of a folder are of: the same kind and spec go on where they were. */
export interface KeptOf<Run> {
  readonly kind: 'Sweep' | 'FleetSearch'
  readonly spec: object
  /** Identifies a run among those of its folder. */
  keyOf(run: Run): string
}

const MANIFESTS = { Sweep: 'sweep.json', FleetSearch: 'search.json' } as const
const RUNS = 'runs.ndjson'

/** A folder that keeps every run of something from the moment it ends. */
export class KeptRuns<Run> {
  readonly path: string
  /** By key; those of earlier times too. */
  readonly runs = new Map<string, Run>()
  readonly #of: KeptOf<Run>

  private constructor(path: string, of: KeptOf<Run>) {
    this.path = path
    this.#of = of
  }

  /**
   * Opens a folder, made when it is not there; a fault when it is that of something else, another process writes
   * there, or it cannot be written. Give its lock back after it.
   */
  static open<Run>(path: string, of: KeptOf<Run>): KeptRuns<Run> | Fault {
    const { kind, spec } = of
    const noun = kind === 'Sweep' ? 'sweep' : 'plan'
    const manifest = join(path, MANIFESTS[kind])
    const expected = `a new folder, or that of the same ${noun}`
    const text = `${JSON.stringify({ apiVersion: 'berth.dev/v1alpha1', kind, spec }, null, 2)}\n`
    try {
      const isThere = existsSync(path)
      createDirectory(resolve(path))
      const known = existsSync(manifest) ? readFileSync(manifest, 'utf8') : null
      if (known === null && isThere) return { path: '--out', found: `${shortened(path)}, which is there`, expected }
      if (known !== null && known !== text)
        return { path: '--out', found: `${shortened(path)}, another ${noun}`, expected }
      const holder = takeLock(path)
      if (holder !== null) return { path: '--out', found: `${shortened(path)}, held by ${holder}`, expected }
      writeFileSync(manifest, text)
      const kept = new KeptRuns(path, of)
      kept.#read()
      return kept
    } catch (error) {
      return {
        path: '--out',
        found: `${shortened(path)} (${errorCode(error)})`,
        expected: 'a folder that can be written',
      }
    }
  }

  /** Keeps a run. Throws errors of the file system. */
  keep(run: Run): void {
    appendFileSync(join(this.path, RUNS), `${JSON.stringify(run)}\n`)
    this.runs.set(this.#of.keyOf(run), run)
  }

  /** Reads what is there; a line that broke off when the process was killed is cut away. */
  #read(): void {
    const path = join(this.path, RUNS)
    if (!existsSync(path)) return
    const text = readFileSync(path, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
    for (const line of whole.split('\n').slice(0, -1)) {
      const run = JSON.parse(line) as Run
      this.runs.set(this.#of.keyOf(run), run)
    }
  }
}
