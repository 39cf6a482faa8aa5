import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../../base/result.ts'
import { quote } from '../arguments.ts'

/**
 * The files of a run directory; `manifest.json` is written last and removed first, so a directory with one is whole.
 */
export const RUN_FILES = {
  manifest: 'manifest.json',
  fleet: 'fleet.json',
  events: 'events.ndjson',
  decisions: 'decisions.ndjson',
  series: 'series.parquet',
  summary: 'summary.json',
} as const

/** Whether a path is a directory. */
export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/**
 * Says why a directory cannot take a run, or null when it can: it must not exist, be empty, or hold nothing but an
 * earlier run (whole or broken off). Changes nothing.
 */
export function runDirectoryFault(path: string): Fault | null {
  const expected = 'a new directory, an empty one, or that of an earlier run'
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return null
  if (!stat.isDirectory()) return { path: '--out', found: `${quote(path)}, a file`, expected }
  if (isManifest(join(path, RUN_FILES.manifest))) return null
  const names: readonly string[] = Object.values(RUN_FILES)
  const foreign = readdirSync(path).find((name) => !names.includes(name) || name === RUN_FILES.manifest)
  if (foreign === undefined) return null
  return { path: '--out', found: `${quote(path)}, which holds ${quote(foreign)}`, expected }
}

/**
 * Makes the directory ready: creates it, and removes an earlier run's files, its manifest first. Throws when it cannot.
 */
export function clearRunDirectory(path: string): void {
  mkdirSync(path, { recursive: true })
  for (const name of Object.values(RUN_FILES)) rmSync(join(path, name), { force: true })
}

function isManifest(path: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof manifest === 'object' && manifest !== null && 'kind' in manifest && manifest.kind === 'Run'
  } catch {
    return false
  }
}
