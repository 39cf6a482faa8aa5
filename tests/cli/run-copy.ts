import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own; removeFolder() ends it. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'berth-test-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Copies a run directory into a folder; returns the copy. */
export function copyRun(run: string, folder: string): string {
  const copy = join(folder, 'copy')
  cpSync(run, copy, { recursive: true })
  return copy
}

/** Changes a JSON file in place. */
// biome-ignore lint/suspicious/noExplicitAny: a test breaks a document in ways that its type forbids.
export function editJson(path: string, edit: (value: any) => void): void {
  const value = JSON.parse(readFileSync(path, 'utf8'))
  edit(value)
  writeFileSync(path, JSON.stringify(value))
}

/** Lets a run's manifest name a log as it is now, so that only what stands in it can be at fault. */
export function vouchFor(run: string, log: 'events' | 'decisions'): void {
  const digest = createHash('sha256')
    .update(readFileSync(join(run, `${log}.ndjson`)))
    .digest('hex')
  editJson(join(run, 'manifest.json'), ({ status }) => {
    status[log === 'events' ? 'eventDigest' : 'decisionDigest'] = digest
  })
}
