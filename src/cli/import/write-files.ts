import { renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Fault } from '../../base/result.ts'
import { shortened } from '../../model/parse/faults.ts'
import { errorCode } from '../scenario-source.ts'

/** A text and the file that it goes to. */
export interface FileToWrite {
  readonly path: string
  readonly text: string
}

/** Writes each text beside its place and then swaps it in, so that nobody ever reads half of it. */
export function writeFiles(files: readonly FileToWrite[]): Fault[] {
  const faults: Fault[] = []
  for (const { path, text } of files) {
    const fresh = `${path}.${process.pid}`
    try {
      writeFileSync(fresh, text)
      renameSync(fresh, path)
    } catch (error) {
      rmSync(fresh, { force: true })
      const found = `${shortened(path)} (${errorCode(error)})`
      faults.push({ path: '--out', found, expected: 'a file that can be written' })
    }
  }
  return faults
}
