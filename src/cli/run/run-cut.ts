import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import { faultsOfIssues } from '../../model/parse/faults.ts'
import { runCutSchema } from '../../model/parse/run-schema.ts'
import type { RunCut } from '../../model/run.ts'
import type { Arguments } from '../arguments.ts'
import { unreadWords } from '../scenario-source.ts'
import { CUT_FRESH, RUN_FILES } from './run-directory.ts'

/** Options of a run that decide what it is, and `--log`; of FILES the value is a path. */
const SINGLE = ['--size', '--seed', '--profile', '--profiles', '--check', '--losses', '--losses-start', '--log']
const REPEATED = ['--set', '--split', '--policy']
const FILES = ['--profiles', '--policy', '--losses']

/** A run played again is not what it was up to its cut. */
export class OtherPast extends Error {
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super('the run is another before its cut')
    this.faults = faults
  }
}

/** What was given of a run's scenario and options, as words that give them again from any folder. */
export function wordsOf(args: Arguments): readonly string[] {
  const wordsFor = (name: string, value: string): string[] => [name, FILES.includes(name) ? resolve(value) : value]
  const [scenario] = args.words
  return [
    ...(scenario === undefined ? [] : [existsSync(scenario) ? resolve(scenario) : scenario]),
    ...SINGLE.flatMap((name) => {
      const value = args.text(name, 'a value', null)
      return value === null ? [] : wordsFor(name, value)
    }),
    ...REPEATED.flatMap((name) => args.texts(name, 'a value').flatMap((value) => wordsFor(name, value))),
  ]
}

/** Writes the cut of a run directory, whole or not at all. */
export function writeCut(
  directory: string,
  { name, words, ...status }: { readonly name: string; readonly words: readonly string[] } & RunCut['status'],
): RunCut {
  const cut: RunCut = {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'RunCut',
    metadata: { name },
    spec: { words, engineVersion: ENGINE_VERSION },
    status,
  }
  const fresh = join(directory, CUT_FRESH)
  writeFileSync(fresh, `${JSON.stringify(cut, null, 2)}\n`)
  renameSync(fresh, join(directory, RUN_FILES.cut))
  return cut
}

/** Reads the cut of a run directory. */
export function readCut(directory: string): Result<RunCut> {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(join(directory, RUN_FILES.cut), 'utf8'))
  } catch (error) {
    const expected = 'the cut of a run that was stopped or interrupted'
    return failed([{ path: RUN_FILES.cut, found: unreadWords(error), expected }])
  }
  const cut = runCutSchema.safeParse(value)
  if (cut.success) return ok(cut.data)
  const at = (path: string): string => (path === '' ? RUN_FILES.cut : `${RUN_FILES.cut}: ${path}`)
  return failed(faultsOfIssues(cut.error.issues, value).map((fault) => ({ ...fault, path: at(fault.path) })))
}

/** What differs from the cut in a run played again up to there. */
export function pastFaults(
  { spec, status }: RunCut,
  again: Pick<RunCut['status'], 'eventDigest' | 'decisionDigest'>,
): readonly Fault[] {
  const { engineVersion } = spec
  const until = `the same past up to ${status.atUs / 1e6} s`
  const why = engineVersion === ENGINE_VERSION ? '' : ` (cut by engine ${engineVersion}, this is ${ENGINE_VERSION})`
  return (['eventDigest', 'decisionDigest'] as const).flatMap((name) => {
    if (again[name] === status[name]) return []
    return [
      { path: `${RUN_FILES.cut}: status.${name}`, found: again[name], expected: `${status[name]}: ${until}${why}` },
    ]
  })
}
