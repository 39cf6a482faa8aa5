import { mkdirSync, readdirSync, readFileSync, rmSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Fault } from '../../base/result.ts'
import { quote } from '../arguments.ts'
import { errorCode } from '../scenario-source.ts'

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
  return statOf(path)?.isDirectory() === true
}

/** What stands at a path; undefined when nothing does or a part of the way is no directory. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/**
 * Says why a directory cannot take a run, or null when it can: it must not exist, be empty, or hold nothing but an
 * earlier run (whole or broken off). Changes nothing.
 */
export function runDirectoryFault(path: string): Fault | null {
  const expected = 'a new directory, an empty one, or that of an earlier run'
  const stat = statOf(path)
  if (stat === undefined) return null
  if (!stat.isDirectory()) return { path: '--out', found: `${quote(path)}, a file`, expected }
  if (isManifest(join(path, RUN_FILES.manifest))) return null
  const names: readonly string[] = Object.values(RUN_FILES)
  const foreign = readdirSync(path).find((name) => !names.includes(name) || name === RUN_FILES.manifest)
  if (foreign === undefined) return null
  return { path: '--out', found: `${quote(path)}, which holds ${quote(foreign)}`, expected }
}

/**
 * Makes the directory ready: creates it, and removes an earlier run's files, its manifest first. Returns a fault when
 * the file system does not let it.
 */
export function prepareRunDirectory(path: string): Fault | null {
  try {
    createDirectory(resolve(path))
    for (const name of Object.values(RUN_FILES)) rmSync(join(path, name), { force: true })
    return null
  } catch (error) {
    const found = `${quote(path)}, which cannot be made (${errorCode(error)})`
    return { path: '--out', found, expected: 'a directory that can be created and written' }
  }
}

/** Creates a directory and its missing parents one by one: Node's own recursive way spins for ever under /proc. */
function createDirectory(path: string): void {
  if (isDirectory(path)) return
  createDirectory(dirname(path))
  mkdirSync(path)
}

function isManifest(path: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof manifest === 'object' && manifest !== null && 'kind' in manifest && manifest.kind === 'Run'
  } catch {
    return false
  }
}
