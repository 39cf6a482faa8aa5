import { type Fault, failed, type Result } from '../../base/result.ts'
import { parseDecision } from '../../model/parse/decision.ts'
import { eventReader } from '../../model/parse/event.ts'
import { faultsOfIssues, shortened } from '../../model/parse/faults.ts'
import { parseFleet } from '../../model/parse/fleet.ts'
import { runSchema } from '../../model/parse/run-schema.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { CaseFile, CaseResult, CaseStep, DecisionStep, EventStep, OpenedCase } from '../cases-protocol.ts'
import { auditCase } from './audit-case.ts'

/** Lines of a log that are played; a run of a scenario has more and is looked at in the Plan view. */
export const LINES_MAX = 20_000
/** Faults listed of one log: a file of another kind has one in every line. */
const FAULTS_MAX = 100

const NEEDED = ['manifest.json', 'fleet.json', 'events.ndjson', 'decisions.ndjson'] as const

/** Reads the files of a run directory, or lists every fault in them. title: what the page calls the case. */
export function readRunFiles(title: string, files: readonly CaseFile[]): CaseResult {
  const texts = new Map(files.map(({ name, text }) => [name, text]))
  const faults: Fault[] = []
  for (const name of NEEDED) {
    if (texts.has(name)) continue
    faults.push({ path: name, found: 'no such file', expected: 'a file of a run directory made with --log full' })
  }
  const manifest = jsonOf('manifest.json', texts, faults)
  const fleetValue = jsonOf('fleet.json', texts, faults)
  const run = manifest === undefined ? null : runSchema.safeParse(manifest)
  if (run?.success === false) addFaults(faults, 'manifest.json', faultsOfIssues(run.error.issues, manifest))
  const fleet = fleetValue === undefined ? null : parseFleet(fleetValue)
  if (fleet?.ok === false) addFaults(faults, 'fleet.json', fleet.faults)
  const profiles = (run?.success ? run.data.spec.profiles : undefined) as readonly ProfileSpec[] | undefined
  const readEvent = eventReader((profiles ?? []).map(({ name }) => name))
  const events = linesOf('events.ndjson', texts, readEvent, faults).map(
    ({ value, line, text }): EventStep => ({ log: 'events', event: value, line, text, atUs: value.atUs }),
  )
  const decisions = linesOf('decisions.ndjson', texts, parseDecision, faults).map(
    ({ value, line, text }): DecisionStep => ({ log: 'decisions', decision: value, line, text, atUs: value.atUs }),
  )
  if (faults.length > 0 || !run?.success || !fleet?.ok) return failed(faults)
  const steps = inOrder(events, decisions)
  const value: OpenedCase = {
    title,
    decidedBy: 'recording',
    engineVersion: run.data.spec.engineVersion,
    fleet: fleet.value,
    profiles: profiles ?? [],
    profile: run.data.spec.profile,
    steps,
    ...auditCase(fleet.value, steps, { manifest, profiles: profiles ?? [] }),
    found: foundIn(texts.get('case.json')),
  }
  return { ok: true, value }
}

/** Both logs as one, by time; events of an instant before its decisions. */
export function inOrder(events: readonly EventStep[], decisions: readonly DecisionStep[]): readonly CaseStep[] {
  const steps: CaseStep[] = []
  let next = 0
  for (const decision of decisions) {
    while (next < events.length && events[next].atUs <= decision.atUs) steps.push(events[next++])
    steps.push(decision)
  }
  return [...steps, ...events.slice(next)]
}

/** What a case file says was found, as far as it can be read: the log alone is what is played. */
export function foundIn(text: string | undefined): OpenedCase['found'] {
  if (text === undefined) return null
  try {
    const { law, message } = (JSON.parse(text) as { spec: { law: unknown; message: unknown } }).spec
    return typeof law === 'string' && typeof message === 'string' ? { law, message } : null
  } catch {
    return null
  }
}

function jsonOf(name: string, texts: ReadonlyMap<string, string>, faults: Fault[]): unknown {
  const text = texts.get(name)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    faults.push({ path: name, found: shortened(text), expected: 'JSON' })
    return undefined
  }
}

interface ReadLine<T> {
  readonly value: T
  readonly line: number
  readonly text: string
}

function linesOf<T>(
  name: string,
  texts: ReadonlyMap<string, string>,
  parse: (line: string) => Result<T>,
  faults: Fault[],
): readonly ReadLine<T>[] {
  const lines = (texts.get(name) ?? '').split('\n')
  if (lines.at(-1) === '') lines.pop()
  if (lines.length > LINES_MAX) {
    faults.push({ path: name, found: `${lines.length} lines`, expected: `at most ${LINES_MAX} lines` })
    return []
  }
  const own: Fault[] = []
  const read = lines.flatMap((text, i) => {
    const result = parse(text)
    if (result.ok) return [{ value: result.value, line: i + 1, text }]
    addFaults(own, `${name}:${i + 1}`, result.faults)
    return []
  })
  faults.push(...own.slice(0, FAULTS_MAX))
  if (own.length > FAULTS_MAX) {
    faults.push({ path: name, found: `${own.length - FAULTS_MAX} faults more`, expected: 'none' })
  }
  return read
}

function addFaults(faults: Fault[], file: string, found: readonly Fault[]): void {
  for (const fault of found) faults.push({ ...fault, path: fault.path === '' ? file : `${file}: ${fault.path}` })
}
