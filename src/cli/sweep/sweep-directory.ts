import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Outcome } from '../../../simulator/planner/futures.ts'
import type { Luck } from '../../../simulator/simulate.ts'
import type { Fault } from '../../base/result.ts'
import { shortened } from '../../model/parse/faults.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { ScenarioSize } from '../../model/scenario.ts'
import { createDirectory } from '../run/run-directory.ts'
import { takeLock } from '../run/run-lock.ts'
import { errorCode } from '../scenario-source.ts'

/** What a sweep is of. Two sweeps of the same are one, which goes on where it was. */
export interface SweepSpec {
  readonly scenario: string
  readonly size: ScenarioSize
  readonly profile: string | null
  readonly engineVersion: string
  /** Of each cell its settings, and the sha256 of the scenario that they make. */
  readonly cells: readonly { readonly settings: readonly Setting[]; readonly scenarioDigest: string }[]
}

/** One run of a sweep: its cell, its luck, and what it came to. */
export interface SweptRun {
  readonly cell: number
  readonly luck: Luck
  readonly outcome: Outcome
}

const MANIFEST = 'sweep.json'
const RUNS = 'runs.ndjson'

/** Identifies a run among those of its sweep. */
export function runKey({ cell, luck }: Pick<SweptRun, 'cell' | 'luck'>): string {
  return `${cell} ${luck.forecast} ${luck.failures} ${luck.noise}`
}

/** A folder that keeps every run of a sweep from the moment it ends. */
export class SweepDirectory {
  readonly path: string
  /** By key; those of earlier times too. */
  readonly runs = new Map<string, SweptRun>()

  private constructor(path: string) {
    this.path = path
  }

  /**
   * Opens the folder of a sweep, made when it is not there; a fault when it is that of something else, another process
   * writes there, or it cannot be written. Give its lock back after it.
   */
  static open(path: string, spec: SweepSpec): SweepDirectory | Fault {
    const expected = 'a new folder, or that of the same sweep'
    const text = `${JSON.stringify({ apiVersion: 'berth.dev/v1alpha1', kind: 'Sweep', spec }, null, 2)}\n`
    try {
      const isThere = existsSync(path)
      createDirectory(resolve(path))
      const known = existsSync(join(path, MANIFEST)) ? readFileSync(join(path, MANIFEST), 'utf8') : null
      if (known === null && isThere) return { path: '--out', found: `${shortened(path)}, which is there`, expected }
      if (known !== null && known !== text)
        return { path: '--out', found: `${shortened(path)}, another sweep`, expected }
      const holder = takeLock(path)
      if (holder !== null) return { path: '--out', found: `${shortened(path)}, held by ${holder}`, expected }
      writeFileSync(join(path, MANIFEST), text)
      const directory = new SweepDirectory(path)
      directory.#read()
      return directory
    } catch (error) {
      return {
        path: '--out',
        found: `${shortened(path)} (${errorCode(error)})`,
        expected: 'a folder that can be written',
      }
    }
  }

  /** Keeps a run. Throws errors of the file system. */
  keep(run: SweptRun): void {
    appendFileSync(join(this.path, RUNS), `${JSON.stringify(run)}\n`)
    this.runs.set(runKey(run), run)
  }

  /** Reads what is there; a line that broke off when the process was killed is cut away. */
  #read(): void {
    const path = join(this.path, RUNS)
    if (!existsSync(path)) return
    const text = readFileSync(path, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
    for (const line of whole.split('\n').slice(0, -1)) {
      const run = JSON.parse(line) as SweptRun
      this.runs.set(runKey(run), run)
    }
  }
}
