import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import {
  CELL_FAILED,
  CELL_TAKEN,
  CELL_WRITTEN,
  type FromLogWriter,
  type LogWriterSetup,
  SLOT_BYTES,
  type ToLogWriter,
} from './log-protocol.ts'

/** The thread that hashes and writes the logs, so that the simulation spends its time deciding. */

assert(parentPort !== null, 'the log writer runs as a worker thread')
const port = parentPort
const setup = workerData as LogWriterSetup
const cells = new Int32Array(setup.cells)
const hashes = setup.paths.map(() => createHash('sha256'))
const files: (number | null)[] = []

function say(message: FromLogWriter): void {
  port.postMessage(message)
}

function attempt(work: () => void): void {
  if (Atomics.load(cells, CELL_FAILED) === 1) return
  try {
    work()
  } catch (error) {
    Atomics.store(cells, CELL_FAILED, 1)
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

function writeChunk(log: number, slot: number, length: number): void {
  const bytes = Buffer.from(setup.ring, slot * SLOT_BYTES, length)
  hashes[log].update(bytes)
  const file = files[log]
  for (let from = 0; file !== null && from < bytes.length; ) from += writeSync(file, bytes, from)
}

attempt(() => {
  for (const path of setup.paths) files.push(path === null ? null : openSync(path, 'w'))
})

port.on('message', (message: ToLogWriter) => {
  if (message.kind === 'chunk') {
    attempt(() => writeChunk(message.log, message.slot, message.length))
    Atomics.store(cells, CELL_TAKEN + message.slot, 0)
    Atomics.add(cells, CELL_WRITTEN, 1)
    Atomics.notify(cells, CELL_WRITTEN)
    return
  }
  attempt(() => {
    for (const file of files) if (file !== null) closeSync(file)
    say({ kind: 'closed', digests: hashes.map((hash) => hash.digest('hex')) })
  })
  port.close()
})
