import { Worker } from 'node:worker_threads'
import {
  CELL_COUNT,
  CELL_FAILED,
  CELL_TAKEN,
  CELL_WRITTEN,
  type FromLogWriter,
  type LogWriterSetup,
  SLOT_BYTES,
  SLOT_COUNT,
  type ToLogWriter,
} from './log-protocol.ts'

/** Characters gathered before they are encoded: one call for many lines, yet few enough to stay in the young heap. */
const BATCH_CHARS = 1 << 12

/** Beside the built command, see scripts/build.mjs. */
const WORKER_FILE = './log-writer.js'

/** A log could not be written: no room, no right, no such folder. */
export class LogWriteError extends Error {}

interface Log {
  /** Lines not yet encoded. */
  batch: string
  /** The slot being filled and how far it is, or -1. */
  slot: number
  length: number
}

/**
 * Hashes and writes logs on a second thread. Both threads share a ring of buffers, so nothing is copied between them.
 */
export class LogWriter {
  readonly #worker: Worker
  readonly #cells = new Int32Array(new SharedArrayBuffer(CELL_COUNT * Int32Array.BYTES_PER_ELEMENT))
  readonly #ring = new SharedArrayBuffer(SLOT_BYTES * SLOT_COUNT)
  readonly #logs: Log[]
  readonly #outcome: Promise<readonly string[]>

  /**
   * paths: one file a log, or null for a log that is hashed only; worker: the built log-writer.worker.ts.
   */
  constructor(paths: readonly (string | null)[], worker: URL = new URL(WORKER_FILE, import.meta.url)) {
    this.#logs = paths.map(() => ({ batch: '', slot: -1, length: 0 }))
    const workerData: LogWriterSetup = { paths, cells: this.#cells.buffer as SharedArrayBuffer, ring: this.#ring }
    this.#worker = new Worker(worker, { workerData })
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
  line(index: number, text: string): void {
    const log = this.#logs[index]
    log.batch += text
    log.batch += '\n'
    if (log.batch.length >= BATCH_CHARS) this.#encode(index)
  }

  /** True once writing failed: the caller may stop early, close() says why. */
  get failed(): boolean {
    return Atomics.load(this.#cells, CELL_FAILED) === 1
  }

  /** Hands over the rest and waits until all is written. Returns the sha256 of each log; throws LogWriteError. */
  async close(): Promise<readonly string[]> {
    for (let index = 0; index < this.#logs.length; index++) {
      this.#encode(index)
      this.#send(index)
    }
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

  /** Moves the batch of a log into slots, and hands over those that are full. */
  #encode(index: number): void {
    const log = this.#logs[index]
    for (let from = 0; from < log.batch.length; ) {
      if (log.slot < 0) log.slot = this.#takeSlot()
      const slot = Buffer.from(this.#ring, log.slot * SLOT_BYTES, SLOT_BYTES)
      const room = SLOT_BYTES - log.length
      const text = log.batch.length - from <= room && from === 0 ? log.batch : log.batch.slice(from, from + room)
      log.length += slot.write(text, log.length, 'latin1')
      from += text.length
      if (log.length === SLOT_BYTES) this.#send(index)
    }
    log.batch = ''
  }

  #send(index: number): void {
    const log = this.#logs[index]
    if (log.slot < 0) return
    const { slot, length } = log
    this.#worker.postMessage({ kind: 'chunk', log: index, slot, length } satisfies ToLogWriter)
    log.slot = -1
    log.length = 0
  }

  /** A free slot; waits for the other thread while there is none. */
  #takeSlot(): number {
    for (;;) {
      const written = Atomics.load(this.#cells, CELL_WRITTEN)
      for (let slot = 0; slot < SLOT_COUNT; slot++) {
        if (Atomics.compareExchange(this.#cells, CELL_TAKEN + slot, 0, 1) === 0) return slot
      }
      Atomics.wait(this.#cells, CELL_WRITTEN, written)
    }
  }
}
