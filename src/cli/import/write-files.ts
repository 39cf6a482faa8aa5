import type { Fault } from '../../base/result.ts'
import { unwritten, writeOutFile } from '../out-file.ts'

/** A text and the file that it goes to. */
export interface FileToWrite {
  readonly path: string
  readonly text: string
}

/** Writes each text whole; the faults of those that could not be. */
export function writeFiles(files: readonly FileToWrite[]): Fault[] {
  const faults: Fault[] = []
  for (const { path, text } of files) {
    try {
      writeOutFile(path, text)
    } catch (error) {
      faults.push(unwritten('--out', path, error))
    }
  }
  return faults
}
