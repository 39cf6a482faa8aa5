import type { Fault } from '../base/result.ts'

/** What a page opens from files, and what it says of itself. */
const HERE = {
  scenario: 'a scenario',
  plan: 'a fleet plan, or a scenario',
  run: 'the files of a run directory',
  request: 'a plan for a live fleet',
} as const
export type OpensHere = keyof typeof HERE

interface Elsewhere {
  readonly what: string
  /** Where it opens, as a sentence. */
  readonly where: string
  /** Pages that do open it. */
  readonly here: readonly OpensHere[]
}

const PLAN_FOR_FLEET = {
  what: 'a plan for a live fleet',
  where: 'Push takes it, at Make a plan.',
  here: ['request'],
} as const
const BY_KIND: Readonly<Record<string, Elsewhere>> = {
  FleetPlan: { what: 'a fleet plan', where: 'Drop it on Buying plan.', here: ['plan'] },
  Scenario: { what: 'a scenario', where: 'Drop it on the page of a run, or on Futures.', here: ['scenario', 'plan'] },
  Plan: PLAN_FOR_FLEET,
  PlanRequest: PLAN_FOR_FLEET,
}
const POLICY = { what: 'a policy', where: 'berth serve --policy FILE gives it to all pages.', here: [] }
const RUN = {
  what: 'a file of a run',
  where: 'Drop it on Prove, with all files of its directory.',
  here: ['run'] as const,
}
/** Files of a run directory, as a browser hands them out. */
export const RUN_FILES = ['manifest.json', 'fleet.json', 'events.ndjson', 'decisions.ndjson', 'case.json']
/** A kind stands near the beginning: files are not read to their end to find out what they are. */
const HEAD_BYTES = 4096

/**
 * What is wrong with files that belong to another page, a fault a file that says where it opens; none where a page
 * opens any of them, or nobody knows what they are.
 */
export async function filesElsewhere(here: OpensHere, files: readonly File[]): Promise<readonly Fault[]> {
  const known = await Promise.all(files.map(async (file) => ({ name: file.name, is: await whatIs(file) })))
  if (known.some(({ is }) => is === null || is.here.includes(here))) return []
  return known.flatMap(({ name, is }): Fault[] => {
    return is === null ? [] : [{ path: name, found: is.what, expected: `${HERE[here]}. ${is.where}` }]
  })
}

async function whatIs(file: File): Promise<Elsewhere | null> {
  if (/\.[cm]?[jt]s$/i.test(file.name)) return POLICY
  return BY_KIND[await kindOf(file)] ?? (RUN_FILES.includes(file.name) ? RUN : null)
}

/** The kind of document that a file is by its beginning, `FleetPlan`; '' where it says none. */
export async function kindOf(file: File): Promise<string> {
  const head = await file.slice(0, HEAD_BYTES).text()
  return /(?:^|[{,])\s*"?kind"?\s*:\s*["']?([A-Za-z]+)/m.exec(head)?.[1] ?? ''
}
