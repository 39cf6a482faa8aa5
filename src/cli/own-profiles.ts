import { readFileSync } from 'node:fs'
import { failed, type Result } from '../base/result.ts'
import { parseProfiles } from '../model/parse/profiles.ts'
import { parseScenarioFile } from '../model/parse/scenario.ts'
import type { ProfileSpec } from '../model/profile.ts'
import { PROFILE_NAMES } from '../model/profile-names.ts'
import type { Arguments } from './arguments.ts'
import { errorCode, findScenario } from './scenario-source.ts'

/** What `--profiles` gives and which names `--profile` may give; faults of the file are noted. */
export interface OwnProfiles {
  readonly given: readonly ProfileSpec[]
  readonly names: readonly string[]
}

/**
 * Reads `--profiles FILE`, and the names of a scenario's own profiles, whose other faults are for whoever loads it.
 *
 * word  names the scenario
 */
export function ownProfiles(args: Arguments, word: string): OwnProfiles {
  const path = args.text('--profiles', 'a file of profiles', null)
  const read = path === null ? null : readProfiles(path)
  if (read?.ok === false) {
    for (const fault of read.faults) {
      args.fault(`${path}${fault.path === '' ? '' : `: ${fault.path}`}`, fault.found, fault.expected)
    }
  }
  const given = read?.ok ? read.value : []
  const all = [...PROFILE_NAMES, ...given.map(({ name }) => name), ...namesIn(word)]
  return { given, names: [...new Set(all)] }
}

function readProfiles(path: string): Result<readonly ProfileSpec[]> {
  try {
    return parseProfiles(readFileSync(path, 'utf8'))
  } catch (error) {
    return failed([{ path: '', found: errorCode(error), expected: 'a readable file of profiles' }])
  }
}

function namesIn(word: string): readonly string[] {
  const found = word === '' ? null : findScenario(word)
  if (found === null || 'fault' in found) return []
  try {
    const file = parseScenarioFile(readFileSync(found.path, 'utf8'))
    return file.ok ? (file.value.specs.smoke.profiles ?? []).map(({ name }) => name) : []
  } catch {
    return []
  }
}
