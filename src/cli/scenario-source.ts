import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Fault, Result } from '../base/result.ts'
import { failed, ok } from '../base/result.ts'
import { shortened } from '../model/parse/faults.ts'
import type { Library } from '../model/parse/library.ts'
import { parseScenarioFile, resolveScenario, type ScenarioFile, writeCanonical } from '../model/parse/scenario.ts'
import { type Setting, withSettings } from '../model/parse/settings.ts'
import type { ProfileSpec } from '../model/profile.ts'
import type { Scenario, ScenarioSize } from '../model/scenario.ts'
import { packageRoot } from './package-root.ts'

function bundledFolder(): string {
  return join(packageRoot(), 'scenarios')
}

/** Names of the scenarios that come with Berth, sorted. */
export function bundledScenarios(): readonly string[] {
  return readdirSync(bundledFolder())
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort()
}

/** The file that a word names: a path, else a bundled scenario; a fault when it is neither. */
export function findScenario(word: string): { readonly path: string } | { readonly fault: Fault } {
  if (existsSync(word)) return { path: word }
  const bundled = join(bundledFolder(), `${word}.yaml`)
  if (/^[\w.-]+$/.test(word) && existsSync(bundled)) return { path: bundled }
  const expected = `one of ${bundledScenarios().join(', ')}, or the path of a scenario file or of a run directory`
  return { fault: { path: 'SCENARIO', found: shortened(word), expected } }
}

/**
 * Reads a scenario file and resolves it at one size. Topologies, games, curves, networks and logs of losses beside the
 * file come before the bundled ones.
 *
 * profiles  beside the stock ones and the scenario's own
 * settings  put in place of what the file says
 * log       the path of a log of losses that a setting names by its file alone
 */
export function loadScenario(
  path: string,
  size: ScenarioSize,
  profiles: readonly ProfileSpec[] = [],
  settings: readonly Setting[] = [],
  log: string | null = null,
): Result<Scenario> {
  const loaded = loadScenarioFile(path, size, profiles, settings, log)
  return loaded.ok ? ok(loaded.value.scenario) : loaded
}

/** The same, with what the file says. */
export function loadScenarioFile(
  path: string,
  size: ScenarioSize,
  profiles: readonly ProfileSpec[],
  settings: readonly Setting[],
  log: string | null = null,
): Result<{ readonly scenario: Scenario; readonly file: ScenarioFile }> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return failed([{ path: '', found: unreadWords(error), expected: 'a readable scenario file' }])
  }
  const set = withSettings(text, settings)
  if (!set.ok) return set
  const file = parseScenarioFile(set.value)
  if (!file.ok) return file
  const unread: Fault[] = []
  const library = libraryAt([dirname(path), bundledFolder()], log, unread)
  const scenario = resolveScenario(file.value, size, library, profiles)
  if (scenario.ok && unread.length === 0) return ok({ scenario: scenario.value, file: file.value })
  return failed([...unread, ...(scenario.ok ? [] : scenario.faults)])
}

/** The short code of a file system error, `ENOENT`; else its message. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.message : String(error)
}

/** What is found in place of a file that can be read, or read as JSON, in words; for any other error its code. */
export function unreadWords(error: unknown): string {
  if (error instanceof SyntaxError) return 'text that is not JSON'
  const code = errorCode(error)
  return UNREAD_WORDS[code] ?? code
}

const UNREAD_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file that may not be read',
}

/** Characters gathered before they are hashed. */
const HASH_CHARS = 1 << 16

/** sha256 of a resolved scenario in hex. */
export function scenarioDigest(scenario: Scenario): string {
  const hash = createHash('sha256')
  let pending = ''
  writeCanonical(scenario, (piece) => {
    pending += piece
    if (pending.length < HASH_CHARS) return
    hash.update(pending)
    pending = ''
  })
  return hash.update(pending).digest('hex')
}

/**
 * Documents by name, the first folder first; a log at that path in place of any other. What is there and cannot be read
 * goes to `unread`.
 */
function libraryAt(folders: readonly string[], log: string | null, unread: Fault[]): Library {
  const textAt = (path: string | undefined): string | null => {
    if (path === undefined) return null
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      unread.push({ path, found: unreadWords(error), expected: 'a readable file' })
      return null
    }
  }
  const first = (kind: string, file: string): string | undefined =>
    folders.map((folder) => join(folder, kind, file)).find((candidate) => existsSync(candidate))
  // A name, never a way out of the folder.
  const read = (kind: string, name: string): string | null =>
    /^[\w.-]+$/.test(name) ? textAt(first(kind, `${name}.yaml`)) : null
  return {
    topology: (name) => read('hosts', name),
    gameTemplate: (name) => read('games', name),
    curve: (name) => read('curves', name),
    networkModel: (name) => read('networks', name),
    lossLog: (file) => textAt(log ?? first('losses', file)),
  }
}
