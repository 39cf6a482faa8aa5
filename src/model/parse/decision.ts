import type { z } from 'zod'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { type DecisionLine, FILTER_NAMES } from '../decision.ts'
import { CPUS_MAX } from '../fleet.ts'
import { faultsOfIssues, shortened, show } from './faults.ts'
import { faultsOfHolding, holdingShape } from './holding-shape.ts'
import { AMOUNT_MAX, HOSTS_MAX } from './limits.ts'
import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'

const count = scalars.integer(0, Number.MAX_SAFE_INTEGER)
const word = scalars.text(300)

/** A decision's words are checked as far as they are read; causes and profiles may be those of another version. */
function lineOf<K extends DecisionLine['kind'], S extends z.core.$ZodLooseShape>(kind: K, shape: S) {
  const head = { seq: count, atUs: count, kind: scalars.word([kind]) }
  return record({ ...head, pod: scalars.podName, game: word, zone: word, component: word, cause: word, ...shape })
}

const reason = record({ filter: scalars.word(FILTER_NAMES), hosts: scalars.integer(1, HOSTS_MAX) })
const nearest = record({ resource: word, amount: count, hosts: scalars.integer(1, HOSTS_MAX) })

const SCHEMAS: Readonly<Record<DecisionLine['kind'], z.ZodType>> = {
  place: lineOf('place', { ...holdingShape, profile: word }),
  resize: lineOf('resize', { ...holdingShape, profile: word }),
  migrate: lineOf('migrate', { from: scalars.name, ...holdingShape, profile: word }),
  release: lineOf('release', { host: scalars.name }),
  refuse: lineOf('refuse', {
    action: scalars.word(['place', 'resize', 'migrate']),
    cpus: scalars.integer(0, CPUS_MAX),
    cpuMilli: scalars.integer(1, 1000 * CPUS_MAX).optional(),
    memoryMib: scalars.integer(0, AMOUNT_MAX),
    profile: word,
    reasons: list(reason, 0, FILTER_NAMES.length),
    nearest: nearest.optional(),
  }),
}
const KINDS = Object.keys(SCHEMAS)

/** Reads one line of `decisions.ndjson`, without its newline. Whether it can follow the lines before is not asked. */
export function parseDecision(line: string): Result<DecisionLine> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return failed([{ path: '', found: shortened(line), expected: 'one JSON object' }])
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return failed([{ path: '', found: show(value), expected: 'one JSON object' }])
  }
  const kind = 'kind' in value ? value.kind : undefined
  if (typeof kind !== 'string' || !Object.hasOwn(SCHEMAS, kind)) {
    return failed([{ path: 'kind', found: show(kind), expected: `one of ${KINDS.join(', ')}` }])
  }
  const parsed = SCHEMAS[kind as DecisionLine['kind']].safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const decision = parsed.data as DecisionLine
  const faults: Fault[] = decision.kind === 'release' || decision.kind === 'refuse' ? [] : faultsOfHolding(decision)
  return faults.length > 0 ? failed(faults) : ok(decision)
}
