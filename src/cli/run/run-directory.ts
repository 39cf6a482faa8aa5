import { mkdirSync, readdirSync, readFileSync, rmSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Fault } from '../../base/result.ts'
import { shortened } from '../../model/parse/faults.ts'
import { errorCode } from '../scenario-source.ts'
import { isLockName, LOCK_FILE, takeLock } from './run-lock.ts'

/** Where runs and cases go that name no directory. */
export const RUNS_FOLDER = 'runs'

/**
 * The files of a run directory; `manifest.json` is written last and removed first, so a directory with one is whole.
 */
export const RUN_FILES = {
  manifest: 'manifest.json',
  fleet: 'fleet.json',
  events: 'events.ndjson',
  decisions: 'decisions.ndjson',
  series: 'series.parquet',
  /** What the image registry pushed, copied and served; of scenarios with one. */
  registry: 'registry.ndjson',
  summary: 'summary.json',
  /** The bundle of the policy it ran with. */
  policy: 'policy.js',
  /** In place of the manifest: where the run was cut, and what it was up to there. */
  cut: 'cut.json',
  /** Beside the log of a case that breaks a law: the case itself. */
  proof: 'case.json',
} as const

/** Where the manifest is written before it takes its name. */
export const MANIFEST_FRESH = `${RUN_FILES.manifest}.new`

/** The same of a cut. */
export const CUT_FRESH = `${RUN_FILES.cut}.new`

/** Names of what a run may leave in its directory, whole or broken off. */
const OWN_NAMES: readonly string[] = [...Object.values(RUN_FILES), MANIFEST_FRESH, CUT_FRESH]

const EXPECTED = 'a new directory, an empty one, or that of an earlier run'

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
  const stat = statOf(path)
  if (stat === undefined) return null
  if (!stat.isDirectory()) return { path: '--out', found: `${shortened(path)}, a file`, expected: EXPECTED }
  const foreign = readdirSync(path).find((name) => !(OWN_NAMES.includes(name) || isLockName(name)))
  const stranger = foreign ?? (isForeignManifest(join(path, RUN_FILES.manifest)) ? RUN_FILES.manifest : undefined)
  if (stranger === undefined) return null
  return { path: '--out', found: `${shortened(path)}, which holds ${shortened(stranger)}`, expected: EXPECTED }
}

/**
 * Makes the directory ready: creates it, locks it, and removes an earlier run's files, its manifest first. Returns a
 * fault when another run is writing there or the file system does not let it. After it, call giveLock.
 *
 * isResumed  whether the run that was cut there goes on: its cut stays until its manifest is there
 */
export function prepareRunDirectory(path: string, isResumed = false): Fault | null {
  try {
    createDirectory(resolve(path))
    const holder = takeLock(path)
    if (holder !== null) {
      const found = `${shortened(path)}, in which another run is writing (${holder}, see ${LOCK_FILE})`
      return { path: '--out', found, expected: EXPECTED }
    }
    for (const name of OWN_NAMES) if (!isResumed || name !== RUN_FILES.cut) rmSync(join(path, name), { force: true })
    return null
  } catch (error) {
    const found = `${shortened(path)}, which cannot be made (${errorCode(error)})`
    return { path: '--out', found, expected: 'a directory that can be created and written' }
  }
}

/** Creates a directory and its missing parents one by one: Node's own recursive way spins for ever under /proc. */
export function createDirectory(path: string): void {
  if (isDirectory(path)) return
  createDirectory(dirname(path))
  mkdirSync(path)
}

/** Whether a manifest is whole and that of something else, a web page say. One that broke off is an earlier run's. */
function isForeignManifest(path: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const isRun = typeof manifest === 'object' && manifest !== null && 'kind' in manifest && manifest.kind === 'Run'
    return !isRun
  } catch {
    return false
  }
}
