import {
  accessSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Fault } from '../base/result.ts'
import { shortened } from '../model/parse/faults.ts'
import { errorCode } from './scenario-source.ts'

/** A file that bytes go to, in order. Both throw errors of the file system. */
export interface OutFile {
  readonly write: (bytes: string | Uint8Array) => void
  /** Puts the file in its place; `keep` false: what was there before stays. */
  readonly close: (keep: boolean) => void
}

/**
 * Opens a file to write. A file is written beside its place and swapped in when it is closed, so that nobody ever reads
 * half of it, a link stays a link, and a pipe or a device such as /dev/stdout is written to and never replaced. Throws
 * errors of the file system.
 */
export function openOutFile(path: string): OutFile {
  const there = statSync(path, { throwIfNoEntry: false })
  const isSwapped = there === undefined || there.isFile()
  const place = there === undefined ? path : realpathSync(path)
  const fresh = isSwapped ? `${place}.${process.pid}` : path
  const file = openSync(fresh, 'w')
  return {
    write: (bytes) => {
      writeWhole(file, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, fresh)
    },
    close: (keep) => {
      closeSync(file)
      if (!isSwapped) return
      if (keep) renameSync(fresh, place)
      else rmSync(fresh, { force: true })
    },
  }
}

/** Writes all bytes to an open file. path: its name, which the errors of the file system lack once it is open. */
export function writeWhole(file: number, bytes: Uint8Array, path: string): void {
  try {
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from)
  } catch (error) {
    if (error instanceof Error) error.message += ` '${path}'`
    throw error
  }
}

/** Writes a whole text as {@link openOutFile} does. Throws errors of the file system. */
export function writeOutFile(path: string, text: string): void {
  const file = openOutFile(path)
  let isWhole = false
  try {
    file.write(text)
    isWhole = true
  } finally {
    file.close(isWhole)
  }
}

/** The fault of an option whose file could not be written when it was tried. */
export function unwritten(option: string, path: string, error: unknown): Fault {
  const code = errorCode(error)
  return { path: option, found: `${shortened(path)}, ${UNWRITTEN_WORDS[code] ?? code}`, expected: EXPECTED }
}

/** The same before anything is written, for what is written after minutes of work; null: nothing speaks against it. */
export function unwritable(option: string, path: string): Fault | null {
  try {
    const there = statSync(path, { throwIfNoEntry: false })
    if (there?.isDirectory() === true)
      return { path: option, found: `${shortened(path)}, a folder`, expected: EXPECTED }
    accessSync(there === undefined || there.isFile() ? dirname(path) : path, constants.W_OK)
    return null
  } catch (error) {
    return unwritten(option, path, error)
  }
}

const EXPECTED = 'a file that can be written'

const UNWRITTEN_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'whose folder is not there',
  ENOTDIR: 'whose folder is a file',
  EISDIR: 'a folder',
  EACCES: 'which may not be written',
  ENOSPC: 'whose disk is full',
  EROFS: 'on a disk that is read only',
}
