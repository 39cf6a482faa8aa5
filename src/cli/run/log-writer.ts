import { Worker } from 'node:worker_threads'
import { CHUNK_BYTES, CHUNKS_MAX, type FromLogWriter, type LogWriterSetup, type ToLogWriter } from './log-protocol.ts'

/** Characters gathered before they are encoded: one call for many lines, yet few enough to stay in the young heap. */
const BATCH_CHARS = 1 << 12

/** Beside the built command, see scripts/build.mjs. */
const WORKER_FILE = './log-writer.js'

/** A log could not be written: no room, no right, no such folder, or the thread that writes it ended. */
export class LogWriteError extends Error {}

interface Log {
  /** Lines not yet encoded. */
  batch: string
  /** The chunk being filled and how far it is, or null. */
  chunk: Buffer<ArrayBuffer> | null
  length: number
}

/**
 * Hashes and writes logs on a second thread. Chunks are handed over and come back, so nothing is copied and nobody
 * ever blocks on a thread that may have died: who writes much asks `hasRoom` between two slices of work.
 */
export class LogWriter {
  readonly #worker: Worker
  readonly #logs: Log[]
  readonly #outcome: Promise<readonly string[]>
  /** Buffers that came back, at most CHUNKS_MAX. */
  readonly #free: ArrayBuffer[] = []
  #underway = 0
  #failed = false
  #onDigests: (digests: readonly string[]) => void = () => {}

  /**
   * paths: one file a log, or null for a log that is hashed only; worker: the built log-writer.worker.ts.
   */
  constructor(paths: readonly (string | null)[], worker: URL = new URL(WORKER_FILE, import.meta.url)) {
    this.#logs = paths.map(() => ({ batch: '', chunk: null, length: 0 }))
    const workerData: LogWriterSetup = { paths }
    this.#worker = new Worker(worker, { workerData })
    this.#outcome = new Promise((resolve, reject) => {
      const fail = (message: string): void => {
        this.#failed = true
        reject(new LogWriteError(message))
      }
      this.#worker.on('message', (message: FromLogWriter) => {
        if (message.kind === 'closed') resolve(message.digests)
        else if (message.kind === 'failed') fail(message.message)
        else if (message.kind === 'digests') this.#onDigests(message.digests)
        else this.#takeBack(message.buffer)
      })
      // A thread that does not load, or runs out of memory, says so here; one that just ends has only its exit.
      this.#worker.on('error', (error: unknown) => {
        fail(`the log writer broke: ${error instanceof Error ? error.message : String(error)}`)
      })
      this.#worker.on('exit', (code) => fail(`the log writer ended with ${code}`))
    })
    this.#outcome.catch(() => {}) // Awaited in close(); until then a failure waits there.
  }

  /** Adds one line, given without its newline, ASCII. Never blocks; a line after a failure is dropped. */
  line(index: number, text: string): void {
    if (this.#failed) return
    const log = this.#logs[index]
    log.batch += text
    log.batch += '\n'
    if (log.batch.length >= BATCH_CHARS) this.#encode(index)
  }

  /** True once writing failed: the caller may stop early, close() says why. Changes when the event loop turns. */
  get failed(): boolean {
    return this.#failed
  }

  /** False while the other thread is so far behind that the caller should pause. Turns true with the event loop. */
  get hasRoom(): boolean {
    return this.#underway < CHUNKS_MAX
  }

  /** The sha256 of each log up to the last line; one call at a time. Throws LogWriteError. */
  async digests(): Promise<readonly string[]> {
    this.#handOver()
    const answer = new Promise<readonly string[]>((resolve) => {
      this.#onDigests = resolve
    })
    this.#worker.postMessage({ kind: 'digest' } satisfies ToLogWriter)
    return Promise.race([answer, this.#outcome])
  }

  /** Hands over the rest and waits until all is written. Returns the sha256 of each log; throws LogWriteError. */
  async close(): Promise<readonly string[]> {
    this.#handOver()
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

  #handOver(): void {
    for (let index = 0; index < this.#logs.length && !this.#failed; index++) {
      this.#encode(index)
      this.#send(index)
    }
  }

  /** Moves the batch of a log into chunks, and hands over those that are full. */
  #encode(index: number): void {
    const log = this.#logs[index]
    for (let from = 0; from < log.batch.length; ) {
      log.chunk ??= Buffer.from(this.#free.pop() ?? new ArrayBuffer(CHUNK_BYTES))
      const room = CHUNK_BYTES - log.length
      const text = log.batch.length - from <= room && from === 0 ? log.batch : log.batch.slice(from, from + room)
      log.length += log.chunk.write(text, log.length, 'latin1')
      from += text.length
      if (log.length === CHUNK_BYTES) this.#send(index)
    }
    log.batch = ''
  }

  #send(index: number): void {
    const log = this.#logs[index]
    if (log.chunk === null) return
    const { buffer } = log.chunk
    this.#worker.postMessage({ kind: 'chunk', log: index, buffer, length: log.length } satisfies ToLogWriter, [buffer])
    this.#underway++
    log.chunk = null
    log.length = 0
  }

  #takeBack(buffer: ArrayBuffer): void {
    this.#underway--
    if (this.#free.length < CHUNKS_MAX) this.#free.push(buffer)
  }
}
