import { Worker } from 'node:worker_threads'
import { CELL_BACKLOG, CELL_FAILED, type FromLogWriter, type LogWriterSetup, type ToLogWriter } from './log-protocol.ts'

/** Characters gathered before a chunk is handed over: large enough that the hand-over costs nothing a line. */
const CHUNK_CHARS = 1 << 20
/** Chunks in flight at most; the simulation waits for the disk beyond that, so that memory stays bounded. */
const BACKLOG_MAX = 16

/** Beside the built command, see scripts/build.mjs. */
const WORKER_FILE = './log-writer.js'

/** A log could not be written: no room, no right, no such folder. */
export class LogWriteError extends Error {}

/** Writes and hashes logs on a second thread. */
export class LogWriter {
  readonly #worker: Worker
  readonly #cells = new Int32Array(new SharedArrayBuffer(8))
  readonly #pending: string[]
  readonly #outcome: Promise<readonly string[]>

  /** paths: one file a log, or null for a log that is hashed only. */
  constructor(paths: readonly (string | null)[]) {
    this.#pending = paths.map(() => '')
    const workerData: LogWriterSetup = { paths, cells: this.#cells.buffer as SharedArrayBuffer }
    this.#worker = new Worker(new URL(WORKER_FILE, import.meta.url), { workerData })
    this.#outcome = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromLogWriter) => {
        if (message.kind === 'closed') resolve(message.digests)
        else reject(new LogWriteError(message.message))
      })
      this.#worker.on('error', reject)
    })
    this.#outcome.catch(() => {}) // Awaited in close(); until then a failure waits there.
  }

  /** Adds one line, given without its newline, ASCII. Blocks while the other thread is too far behind. */
  line(log: number, text: string): void {
    const pending = `${this.#pending[log]}${text}\n`
    if (pending.length < CHUNK_CHARS) this.#pending[log] = pending
    else {
      this.#pending[log] = ''
      this.#send(log, pending)
    }
  }

  /** True once writing failed: the caller may stop early, close() says why. */
  get failed(): boolean {
    return Atomics.load(this.#cells, CELL_FAILED) === 1
  }

  /** Hands over the rest and waits until all is written. Returns the sha256 of each log; throws LogWriteError. */
  async close(): Promise<readonly string[]> {
    for (const [log, text] of this.#pending.entries()) if (text !== '') this.#send(log, text)
    this.#worker.postMessage({ kind: 'close' } satisfies ToLogWriter)
    try {
      return await this.#outcome
    } finally {
      await this.#worker.terminate()
    }
  }

  /** Stops at once and leaves the files as they are. */
  async abort(): Promise<void> {
    await this.#worker.terminate()
  }

  #send(log: number, text: string): void {
    for (;;) {
      const backlog = Atomics.load(this.#cells, CELL_BACKLOG)
      if (backlog < BACKLOG_MAX || this.failed) break
      Atomics.wait(this.#cells, CELL_BACKLOG, backlog, 1000)
    }
    Atomics.add(this.#cells, CELL_BACKLOG, 1)
    this.#worker.postMessage({ kind: 'chunk', log, text } satisfies ToLogWriter)
  }
}
