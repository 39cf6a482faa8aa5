import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { Fleet } from '../../model/fleet.ts'
import { errorCode } from '../scenario-source.ts'
import { RUN_FILES } from './run-directory.ts'

const count = z.int().nonnegative()
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in hex')

/** What a replay and an audit need of `manifest.json`; the rest of it says how the run came to be. */
const manifestHead = z.object({
  apiVersion: z.literal('berth.dev/v1alpha1'),
  kind: z.literal('Run'),
  status: z.object({
    decisionDigest: digest,
    eventDigest: digest,
    counts: z.object({ events: count, decisions: count, place: count }),
  }),
})

/** A recorded run, its logs not yet read. */
export interface RunHead {
  readonly fleet: Fleet
  readonly decisionDigest: string
  readonly eventDigest: string
  readonly eventCount: number
  readonly decisionCount: number
  readonly placeCount: number
  /** The whole of manifest.json as parsed, for who trusts nothing of it. */
  readonly manifest: unknown
}

/** Reads `manifest.json` and `fleet.json` of a run directory, and checks that the logs named are there. */
export function readRun(directory: string, logs: readonly ('events' | 'decisions')[]): Result<RunHead> {
  const faults: Fault[] = []
  for (const log of logs) {
    const name = RUN_FILES[log]
    if (statSync(join(directory, name), { throwIfNoEntry: false })?.isFile() === true) continue
    const expected = log === 'decisions' ? 'the log of a run made with --log full' : 'the log of a run'
    faults.push({ path: name, found: 'no such file', expected })
  }
  const manifestJson = readJson(directory, RUN_FILES.manifest, faults)
  const fleetJson = readJson(directory, RUN_FILES.fleet, faults)
  const manifest = manifestJson === undefined ? null : manifestHead.safeParse(manifestJson)
  for (const issue of manifest?.error?.issues ?? []) {
    const path = [RUN_FILES.manifest, ...issue.path.map(String)].join('.')
    faults.push({ path, found: shownAt(manifestJson, issue.path), expected: issue.message })
  }
  const fleet = fleetJson === undefined ? null : ok(fleetJson as Fleet)
  if (faults.length > 0 || !manifest?.success || !fleet?.ok) return failed(faults)
  const { decisionDigest, eventDigest, counts } = manifest.data.status
  return ok({
    fleet: fleet.value,
    decisionDigest,
    eventDigest,
    eventCount: counts.events,
    decisionCount: counts.decisions,
    placeCount: counts.place,
    manifest: manifestJson,
  })
}

function readJson(directory: string, name: string, faults: Fault[]): unknown {
  try {
    return JSON.parse(readFileSync(join(directory, name), 'utf8'))
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT'
    const found = missing ? 'no such file' : error instanceof SyntaxError ? 'text that is not JSON' : errorCode(error)
    faults.push({ path: name, found, expected: 'a file of a whole run' })
    return undefined
  }
}

function shownAt(value: unknown, path: readonly PropertyKey[]): string {
  for (const key of path) {
    if (typeof value !== 'object' || value === null) break
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80)
}
