import { createEngine, ENGINE_VERSION } from '../../engine/engine.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import type { Event } from '../../model/event.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { CaseName, CaseResult, CaseStep } from '../cases-protocol.ts'
import { auditCase } from './audit-case.ts'
import { foundCaseFiles, foundCaseNames } from './found-cases.ts'
import { foundIn, readRunFiles } from './read-run-files.ts'

type Texts = Readonly<Record<string, () => Promise<string>>>

/** Run directories that `berth prove` wrote of an engine with a fault planted in it. */
const RECORDED = import.meta.glob('../../../scenarios/counterexamples/*/*.{json,ndjson}', {
  query: '?raw',
  import: 'default',
}) as Texts
/** Cases that broke a law once and are mended, one a line. */
const MENDED = import.meta.glob('../../../scenarios/past-cases.ndjson', { query: '?raw', import: 'default' }) as Texts

const ROOT = '../../../scenarios/counterexamples/'

/** A line of past-cases.ndjson. The file is bundled and held to its format by a test, so it is not parsed to faults. */
interface PastCase {
  readonly spec: {
    readonly law: string
    readonly message: string
    readonly fleet: Fleet
    readonly instants: readonly { readonly atUs: number; readonly events: readonly Event[] }[]
  }
}

/** Every bundled case: recorded ones by name, then mended ones from the latest on. */
export async function bundledCaseNames(): Promise<readonly CaseName[]> {
  const names = [...new Set(Object.keys(RECORDED).map((path) => path.slice(ROOT.length).split('/')[0]))].sort()
  const recorded = names.map(async (name): Promise<CaseName> => {
    const found = foundIn(await RECORDED[`${ROOT}${name}/case.json`]?.())
    return { name, law: found?.law ?? '', message: found?.message ?? '', kind: 'recorded' }
  })
  const mended = (await pastCases()).map(({ spec }, i): CaseName => {
    return { name: mendedName(i), law: spec.law, message: spec.message, kind: 'mended' }
  })
  return [...(await Promise.all(recorded)), ...mended.reverse()]
}

/** Opens a case: a recording, bundled or found, as it stands; a mended one as today's engine decides it. */
export async function openNamedCase(name: string): Promise<CaseResult> {
  const paths = Object.keys(RECORDED).filter((path) => path.startsWith(`${ROOT}${name}/`))
  if (paths.length > 0) {
    const texts = await Promise.all(paths.map((path) => RECORDED[path]()))
    return readRunFiles(
      name,
      paths.map((path, i) => ({ name: path.slice(`${ROOT}${name}/`.length), text: texts[i] })),
    )
  }
  const past = await pastCases()
  const index = past.findIndex((_, i) => mendedName(i) === name)
  if (index >= 0) return { ok: true, value: decideAgain(name, past[index]) }
  const files = await foundCaseFiles(name)
  if (files !== null) return readRunFiles(name, files)
  const known = [...(await bundledCaseNames()), ...(await foundCaseNames())].map((each) => each.name).join(', ')
  return { ok: false, faults: [{ path: 'case', found: name, expected: `one of ${known}` }] }
}

function mendedName(index: number): string {
  return `past-${index + 1}`
}

async function pastCases(): Promise<readonly PastCase[]> {
  const [text] = await Promise.all(Object.values(MENDED).map((load) => load()))
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PastCase)
}

/** The story of a case as told, without its what-ifs and without an ending, decided by the engine of this build. */
function decideAgain(title: string, { spec }: PastCase) {
  const { fleet, instants, law, message } = spec
  const engine = createEngine(fleet)
  const write = createDecisionWriter(fleet)
  const steps: CaseStep[] = []
  const lines = { events: 0, decisions: 0 }
  for (const { atUs, events } of instants) {
    for (const event of events) {
      engine.observe(event)
      steps.push({ log: 'events', event, line: ++lines.events, text: JSON.stringify(event), atUs })
    }
    for (const decision of engine.decide(atUs)) {
      const text = write(decision)
      steps.push({ log: 'decisions', decision: JSON.parse(text) as DecisionLine, line: ++lines.decisions, text, atUs })
    }
  }
  const audited = auditCase(fleet, steps, { manifest: null, profiles: [] })
  const found = { law, message }
  return {
    title,
    decidedBy: 'engine',
    engineVersion: ENGINE_VERSION,
    fleet,
    profiles: [],
    profile: null,
    steps,
    ...audited,
    found,
  } as const
}
