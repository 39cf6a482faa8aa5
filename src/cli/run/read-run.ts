import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { Fleet } from '../../model/fleet.ts'
import { faultsOfIssues } from '../../model/parse/faults.ts'
import { parseFleet } from '../../model/parse/fleet.ts'
import { runSchema } from '../../model/parse/run-schema.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { RunCounts } from '../../model/run.ts'
import type { CacheCheck } from '../../model/scenario.ts'
import { unreadWords } from '../scenario-source.ts'
import { isDirectory, RUN_FILES } from './run-directory.ts'

/** A recorded run, its logs not yet read. */
export interface RunHead {
  readonly fleet: Fleet
  /** Beside the stock ones. */
  readonly profiles: readonly ProfileSpec[]
  /** sha256 of its policy's bundle, or null when it ran without one. */
  readonly policyDigest: string | null
  readonly engineVersion: string
  readonly decisionDigest: string
  readonly eventDigest: string
  readonly counts: RunCounts
  /** The override of the run, or null. */
  readonly profile: string | null
  /** Left out where the scheduler's cache is not modelled. */
  readonly check: CacheCheck | undefined
  /** The whole of manifest.json as parsed, for who trusts nothing of it. */
  readonly manifest: unknown
}

/** Reads `manifest.json` and `fleet.json` of a run directory, and checks that the logs named are there. */
export function readRun(directory: string, logs: readonly ('events' | 'decisions')[]): Result<RunHead> {
  if (!isDirectory(directory)) {
    const found = existsSync(directory) ? 'no directory' : 'nothing'
    return failed([{ path: '', found, expected: 'the directory of a run' }])
  }
  const faults: Fault[] = []
  for (const log of logs) {
    const name = RUN_FILES[log]
    if (statSync(join(directory, name), { throwIfNoEntry: false })?.isFile() === true) continue
    const expected = log === 'decisions' ? 'the log of a run made with --log full' : 'the log of a run'
    faults.push({ path: name, found: 'no such file', expected })
  }
  const manifest = readJson(directory, RUN_FILES.manifest, faults)
  const fleetValue = readJson(directory, RUN_FILES.fleet, faults)
  const run = manifest === undefined ? null : runSchema.safeParse(manifest)
  if (run?.success === false) addFaults(faults, RUN_FILES.manifest, faultsOfIssues(run.error.issues, manifest))
  const fleet = fleetValue === undefined ? null : parseFleet(fleetValue)
  if (fleet?.ok === false) addFaults(faults, RUN_FILES.fleet, fleet.faults)
  if (faults.length > 0 || !run?.success || !fleet?.ok) return failed(faults)
  const { decisionDigest, eventDigest, counts } = run.data.status
  const { engineVersion, check, profile, profiles = [], policyDigest = null } = run.data.spec
  return ok({
    fleet: fleet.value,
    profiles: profiles as readonly ProfileSpec[],
    policyDigest,
    engineVersion,
    decisionDigest,
    eventDigest,
    counts,
    check,
    profile,
    manifest,
  })
}

function addFaults(faults: Fault[], file: string, found: readonly Fault[]): void {
  for (const fault of found) faults.push({ ...fault, path: fault.path === '' ? file : `${file}: ${fault.path}` })
}

function readJson(directory: string, name: string, faults: Fault[]): unknown {
  try {
    return JSON.parse(readFileSync(join(directory, name), 'utf8'))
  } catch (error) {
    faults.push({ path: name, found: unreadWords(error), expected: 'a file of a whole run' })
    return undefined
  }
}
