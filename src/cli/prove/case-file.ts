import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { Event } from '../../model/event.ts'
import { eventReader } from '../../model/parse/event.ts'
import { faultsOfIssues, shortened } from '../../model/parse/faults.ts'
import { parseFleet } from '../../model/parse/fleet.ts'
import { PROVED_LAWS, type ProofCase } from '../../prove/proof-case.ts'
import { unreadWords } from '../scenario-source.ts'

/** A case as it stands in a file, with the law that it broke when it was found. */
export interface FoundCase {
  readonly law: string
  readonly message: string
  readonly proof: ProofCase
}

const caseSchema = z.strictObject({
  apiVersion: z.literal('berth.dev/v1alpha1'),
  kind: z.literal('ProofCase'),
  metadata: z.strictObject({ name: z.string().max(200) }),
  spec: z.strictObject({
    law: z.enum([...PROVED_LAWS, 'format']),
    message: z.string(),
    luck: z.number().int().min(0).max(0x7fff_ffff),
    fleet: z.unknown(),
    instants: z.array(
      z.strictObject({
        atUs: z.number().int().min(0),
        events: z.array(z.looseObject({})),
        forks: z.array(z.strictObject({ at: z.number().int().min(0), instants: z.number().int().min(1) })).optional(),
      }),
    ),
  }),
})

/** The text of a case file: one line of JSON. name: what the case is called. */
export function caseText(name: string, { law, message, proof }: FoundCase): string {
  const { fleet, instants, luck } = proof
  const spec = { law, message, luck, fleet, instants }
  return `${JSON.stringify({ apiVersion: 'berth.dev/v1alpha1', kind: 'ProofCase', metadata: { name }, spec })}\n`
}

/** Reads a case file, or lists every fault in it. profiles: names that it may give beside the stock ones. */
export function readCaseFile(path: string, profiles: readonly string[]): Result<FoundCase> {
  try {
    return parseCase(readFileSync(path, 'utf8'), profiles)
  } catch (error) {
    return failed([{ path: '', found: unreadWords(error), expected: 'a readable case file' }])
  }
}

/** Reads the text of a case. */
export function parseCase(text: string, profiles: readonly string[] = []): Result<FoundCase> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return failed([{ path: '', found: shortened(text), expected: 'a case file, which is JSON' }])
  }
  const parsed = caseSchema.safeParse(document)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document))
  const { law, message, luck, fleet: fleetValue, instants } = parsed.data.spec
  const parseEvent = eventReader(profiles)
  const faults: Fault[] = []
  const fleet = parseFleet(fleetValue)
  if (!fleet.ok) faults.push(...fleet.faults.map((fault) => ({ ...fault, path: `spec.fleet.${fault.path}` })))
  const told = instants.map(({ atUs, events, forks }, i) => ({
    atUs,
    events: events.flatMap((event, e) => {
      return eventAt(event, parseEvent, atUs, `spec.instants[${i}].events[${e}]`, faults)
    }),
    ...(forks === undefined ? {} : { forks: forksIn(forks, events.length, `spec.instants[${i}].forks`, faults) }),
  }))
  told.forEach(({ atUs }, i) => {
    if (i === 0 || atUs > told[i - 1].atUs) return
    faults.push({ path: `spec.instants[${i}].atUs`, found: String(atUs), expected: `more than ${told[i - 1].atUs}` })
  })
  if (faults.length > 0 || !fleet.ok) return failed(faults)
  return ok({ law, message, proof: { fleet: fleet.value, instants: told, luck } })
}

interface ForkWords {
  readonly at: number
  readonly instants: number
}

function forksIn(forks: readonly ForkWords[], events: number, path: string, faults: Fault[]): readonly ForkWords[] {
  forks.forEach(({ at }, i) => {
    if (at > events) faults.push({ path: `${path}[${i}].at`, found: String(at), expected: `at most ${events}` })
  })
  return forks
}

function eventAt(
  value: object,
  parseEvent: ReturnType<typeof eventReader>,
  atUs: number,
  path: string,
  faults: Fault[],
): readonly Event[] {
  const event = parseEvent(JSON.stringify(value))
  if (!event.ok) {
    faults.push(...event.faults.map((fault) => ({ ...fault, path: `${path}.${fault.path}` })))
    return []
  }
  // As it stands in the file: a log keeps the order of keys, a parser need not.
  if (event.value.atUs === atUs) return [value as Event]
  faults.push({ path: `${path}.atUs`, found: String(event.value.atUs), expected: `${atUs}, that of its instant` })
  return []
}
