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
 * The texts of a scenario: each file is read once, so that whoever is given them, a thread too, makes the same scenario
 * whatever is written to the files meanwhile.
 */
export interface ScenarioTexts {
  readonly path: string
  /** By where it is looked for, `hosts/quartz.yaml`; null: it is nowhere. The scenario's own by ''. */
  readonly read: Map<string, string | null>
}

/** Those of a file of which nothing is read yet. */
export function scenarioTexts(path: string): ScenarioTexts {
  return { path, read: new Map() }
}

/**
 * Reads a scenario file and resolves it at one size. Topologies, games, curves, networks and logs of losses beside the
 * file come before the bundled ones.
 *
 * of        the file's path, or its texts: what was read for them before is not read again
 * profiles  beside the stock ones and the scenario's own
 * settings  put in place of what the file says
 * log       the path of a log of losses that a setting names by its file alone
 */
export function loadScenario(
  of: string | ScenarioTexts,
  size: ScenarioSize,
  profiles: readonly ProfileSpec[] = [],
  settings: readonly Setting[] = [],
  log: string | null = null,
): Result<Scenario> {
  const loaded = loadScenarioFile(of, size, profiles, settings, log)
  return loaded.ok ? ok(loaded.value.scenario) : loaded
}

/** The same, with what the file says. */
export function loadScenarioFile(
  of: string | ScenarioTexts,
  size: ScenarioSize,
  profiles: readonly ProfileSpec[],
  settings: readonly Setting[],
  log: string | null = null,
): Result<{ readonly scenario: Scenario; readonly file: ScenarioFile }> {
  const texts = typeof of === 'string' ? scenarioTexts(of) : of
  const unread: Fault[] = []
  const text = textOf(texts, '', () => texts.path, unread)
  if (text === null)
    return failed(unread.map(({ found }) => ({ path: '', found, expected: 'a readable scenario file' })))
  const set = withSettings(text, settings)
  if (!set.ok) return set
  const file = parseScenarioFile(set.value)
  if (!file.ok) return file
  const library = libraryOf(texts, log, unread)
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
 * Documents by name, those beside the scenario first; a log at that path in place of any other. What is there and
 * cannot be read goes to `unread`.
 */
function libraryOf(texts: ScenarioTexts, log: string | null, unread: Fault[]): Library {
  const folders = [dirname(texts.path), bundledFolder()]
  const first = (key: string): string | undefined =>
    folders.map((folder) => join(folder, key)).find((candidate) => existsSync(candidate))
  // A name, never a way out of the folder.
  const read = (kind: string, name: string): string | null =>
    /^[\w.-]+$/.test(name) ? textOf(texts, `${kind}/${name}.yaml`, first, unread) : null
  return {
    topology: (name) => read('hosts', name),
    gameTemplate: (name) => read('games', name),
    curve: (name) => read('curves', name),
    networkModel: (name) => read('networks', name),
    lossLog: (file) => textOf(texts, `losses/${file}`, (key) => log ?? first(key), unread),
  }
}

/** The text of that key, of the file that `find` names when it is asked for first; null where that names none. */
function textOf(
  { read }: ScenarioTexts,
  key: string,
  find: (key: string) => string | undefined,
  unread: Fault[],
): string | null {
  const known = read.get(key)
  if (known !== undefined) return known
  const path = find(key)
  try {
    const text = path === undefined ? null : readFileSync(path, 'utf8')
    read.set(key, text)
    return text
  } catch (error) {
    unread.push({ path: path ?? key, found: unreadWords(error), expected: 'a readable file' })
    return null
  }
}
