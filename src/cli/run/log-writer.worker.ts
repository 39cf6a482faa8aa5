import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { writeWhole } from '../out-file.ts'
import type { FromLogWriter, LogWriterSetup, ToLogWriter } from './log-protocol.ts'

/** The thread that hashes and writes the logs, so that the simulation spends its time deciding. */

assert(parentPort !== null, 'the log writer runs as a worker thread')
const port = parentPort
const setup = workerData as LogWriterSetup
const hashes = setup.paths.map(() => createHash('sha256'))
const files: (number | null)[] = []
let failed = false

function say(message: FromLogWriter, handedOver: ArrayBuffer[] = []): void {
  port.postMessage(message, handedOver)
}

function attempt(work: () => void): void {
  if (failed) return
  try {
    work()
  } catch (error) {
    failed = true
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

function writeChunk(log: number, bytes: Uint8Array): void {
  hashes[log].update(bytes)
  const [file, path] = [files[log], setup.paths[log]]
  if (file !== null && path !== null) writeWhole(file, bytes, path)
}

attempt(() => {
  for (const path of setup.paths) files.push(path === null ? null : openSync(path, 'w'))
})

port.on('message', (message: ToLogWriter) => {
  if (message.kind === 'chunk') {
    const { log, buffer, length } = message
    attempt(() => writeChunk(log, new Uint8Array(buffer, 0, length)))
    say({ kind: 'written', buffer }, [buffer])
    return
  }
  if (message.kind === 'digest') {
    say({ kind: 'digests', digests: hashes.map((hash) => hash.copy().digest('hex')) })
    return
  }
  attempt(() => {
    for (const file of files) if (file !== null) closeSync(file)
    say({ kind: 'closed', digests: hashes.map((hash) => hash.digest('hex')) })
  })
  port.close()
})
