import { readFileSync } from 'node:fs'
import { failed, type Result } from '../base/result.ts'
import { parseProfiles } from '../model/parse/profiles.ts'
import { parseScenarioFile } from '../model/parse/scenario.ts'
import type { ProfileSpec } from '../model/profile.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../model/profile-names.ts'
import type { Arguments } from './arguments.ts'
import { type OpenPolicy, openPolicy } from './policy/open-policy.ts'
import { findScenario, unreadWords } from './scenario-source.ts'

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** What `--profiles` and `--policy` give and which names `--profile` may give; faults of the file are noted. */
export interface OwnProfiles {
  /** Profiles that are data, of `--profiles`. */
  readonly given: readonly ProfileSpec[]
  /** What `--policy` gives, in its order. */
  readonly policies: readonly OpenPolicy[]
  readonly names: readonly string[]
}

/**
 * Reads `--profiles FILE`, checks and bundles each `--policy FILE`, and reads the names of a scenario's own profiles,
 * whose other faults are for whoever loads it.
 *
 * word  names the scenario
 */
export async function ownProfiles(args: Arguments, word: string): Promise<OwnProfiles> {
  const path = args.text('--profiles', 'a file of profiles', null)
  const read = path === null ? null : readProfiles(path)
  if (read?.ok === false) {
    for (const fault of read.faults) {
      args.fault(`${path}${fault.path === '' ? '' : `: ${fault.path}`}`, fault.found, fault.expected)
    }
  }
  const given = read?.ok ? read.value : []
  const policies: OpenPolicy[] = []
  for (const file of args.texts('--policy', 'a policy file')) {
    const opened = await openPolicy(file)
    if (opened.ok) policies.push(opened.value)
    else args.faults.push(...opened.faults)
  }
  const all = [
    ...PROFILE_NAMES,
    ...BASELINE_NAMES,
    ...given.map(({ name }) => name),
    ...policies.map(({ policy }) => policy.name),
    ...namesIn(word),
  ]
  return { given, policies, names: [...new Set(all)] }
}

function readProfiles(path: string): Result<readonly ProfileSpec[]> {
  try {
    return parseProfiles(readFileSync(path, 'utf8'))
  } catch (error) {
    return failed([{ path: '', found: unreadWords(error), expected: 'a readable file of profiles' }])
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
