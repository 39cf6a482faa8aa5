import { createHash, type Hash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import type { Event } from '../../model/event.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { Decision } from '../../model/holding.ts'
import type { Manifest, RunCounts } from '../../model/run.ts'

/** One log of the directory: a line written is in the file, so a session that is killed leaves what it did. */
class Log {
  readonly #file: number
  readonly #hash: Hash = createHash('sha256')

  constructor(path: string) {
    this.#file = openSync(path, 'wx')
  }

  lines(lines: readonly string[]): void {
    if (lines.length === 0) return
    const text = `${lines.join('\n')}\n`
    writeSync(this.#file, text)
    this.#hash.update(text)
  }

  /** Digest of all lines. */
  close(): string {
    fsyncSync(this.#file)
    closeSync(this.#file)
    return this.#hash.digest('hex')
  }
}

/**
 * Writes a session as a run directory: `fleet.json`, both logs as they come, `manifest.json` at the end. Throws errors
 * of the file system, also when the directory holds a run already.
 */
export class RunRecorder {
  readonly #directory: string
  readonly #fleet: string
  readonly #events: Log
  readonly #decisions: Log
  readonly #counts = { events: 0, decisions: 0, place: 0, resize: 0, migrate: 0, release: 0, refuse: 0 }
  readonly #startedMs = performance.now()

  constructor(directory: string, fleet: Fleet) {
    mkdirSync(directory, { recursive: true })
    this.#directory = directory
    this.#fleet = `${JSON.stringify(fleet)}\n`
    this.#events = new Log(join(directory, 'events.ndjson'))
    this.#decisions = new Log(join(directory, 'decisions.ndjson'))
    writeFileSync(join(directory, 'fleet.json'), this.#fleet)
  }

  get counts(): RunCounts {
    return this.#counts
  }

  /** One round: what was observed, then what was decided, with the decisions' lines. */
  round(events: readonly Event[], decisions: readonly Decision[], lines: readonly string[]): void {
    this.#events.lines(events.map((event) => JSON.stringify(event)))
    this.#decisions.lines(lines)
    this.#counts.events += events.length
    this.#counts.decisions += decisions.length
    for (const { kind } of decisions) this.#counts[kind]++
  }

  /** Ends the logs and writes the manifest, whole or not at all. name: what the session ran on. */
  close(name: string): Manifest {
    const eventDigest = this.#events.close()
    const decisionDigest = this.#decisions.close()
    const manifest: Manifest = {
      apiVersion: 'berth.dev/v1alpha1',
      kind: 'Run',
      metadata: { name },
      spec: {
        scenario: name,
        scenarioDigest: createHash('sha256').update(this.#fleet).digest('hex'),
        size: null,
        seed: null,
        profile: null,
        engineVersion: ENGINE_VERSION,
        log: 'full',
      },
      status: {
        decisionDigest,
        eventDigest,
        counts: this.#counts,
        wallMs: Math.round(performance.now() - this.#startedMs),
      },
    }
    const file = join(this.#directory, 'manifest.json')
    writeFileSync(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`)
    renameSync(`${file}.new`, file)
    return manifest
  }
}
