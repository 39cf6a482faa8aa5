import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore, type Store } from '../../../../src/live/store/store.ts'

/** A folder that is gone after the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store in a fresh folder, closed after the test. */
export function freshStore(folder = freshFolder()): Store {
  const opened = openStore(folder)
  if (!opened.ok) throw new Error(JSON.stringify(opened.faults))
  onTestFinished(() => opened.value.close())
  return opened.value
}
