import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import type { Fault } from '../../base/result.ts'
import { shortened } from '../../model/parse/faults.ts'
import { errorCode } from '../scenario-source.ts'

/** Where the bytes of an export go, in order. */
export interface Sink {
  readonly write: (bytes: string | Uint8Array) => Promise<void>
  /** Puts the file in its place; `keep` false: there is none then. */
  readonly close: (keep: boolean) => void
}

const STDOUT: Sink = {
  write: (bytes) =>
    new Promise((resolve) => {
      if (process.stdout.write(bytes)) resolve()
      else process.stdout.once('drain', resolve)
    }),
  close: () => {},
}

/** A sink to a file, written beside its place and swapped in at the end, or to stdout; a fault where it cannot be. */
export function openSink(out: string | null): Sink | Fault {
  if (out === null) return STDOUT
  const fresh = `${out}.${process.pid}`
  try {
    const file = openSync(fresh, 'w')
    return {
      write: async (bytes) => {
        const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
        for (let from = 0; from < all.length; ) from += writeSync(file, all, from)
      },
      close: (keep) => {
        closeSync(file)
        if (keep) renameSync(fresh, out)
        else rmSync(fresh, { force: true })
      },
    }
  } catch (error) {
    const found = `${shortened(out)} (${errorCode(error)})`
    return { path: '--out', found, expected: 'a file that can be written' }
  }
}
