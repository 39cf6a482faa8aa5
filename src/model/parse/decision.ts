import type { z } from 'zod'
import type { Result } from '../../base/result.ts'
import { type DecisionLine, FAILURE_REASONS, FILTER_NAMES } from '../decision.ts'
import { CPUS_MAX } from '../fleet.ts'
import { faultsOfHolding, holdingShape } from './holding-shape.ts'
import { AMOUNT_MAX, HOSTS_MAX } from './limits.ts'
import { parseLogLine } from './log-line.ts'
import * as scalars from './scalars.ts'
import { list, record } from './shapes.ts'

const count = scalars.integer(0, Number.MAX_SAFE_INTEGER)
const word = scalars.text(300)

/** A decision's words are checked as far as they are read; causes and profiles may be those of another version. */
function lineOf<K extends DecisionLine['kind'], S extends z.core.$ZodLooseShape>(kind: K, shape: S) {
  const head = { seq: count, atUs: count, kind: scalars.word([kind]) }
  return record({ ...head, pod: scalars.podName, game: word, zone: word, component: word, cause: word, ...shape })
}

/** Pods of one group on a line. */
const BESIDE_MAX = 100_000

const reason = record({ filter: scalars.word(FILTER_NAMES), hosts: scalars.integer(1, HOSTS_MAX) })
const nearest = record({ resource: word, amount: count, hosts: scalars.integer(1, HOSTS_MAX) })

const SCHEMAS: Readonly<Record<DecisionLine['kind'], z.ZodType>> = {
  place: lineOf('place', { group: word.optional(), ...holdingShape, profile: word }),
  resize: lineOf('resize', { ...holdingShape, profile: word }),
  migrate: lineOf('migrate', { from: scalars.name, ...holdingShape, profile: word }),
  release: lineOf('release', { host: scalars.name }),
  refuse: lineOf('refuse', {
    group: word.optional(),
    action: scalars.word(['place', 'resize', 'migrate']),
    cpus: scalars.integer(0, CPUS_MAX),
    cpuMilli: scalars.integer(1, 1000 * CPUS_MAX).optional(),
    memoryMib: scalars.integer(0, AMOUNT_MAX),
    profile: word,
    reasons: list(reason, 0, FILTER_NAMES.length),
    failure: record({ host: scalars.name, reason: scalars.word(FAILURE_REASONS) }).optional(),
    nearest: nearest.optional(),
    beside: list(record({ pod: scalars.podName, ...holdingShape }), 1, BESIDE_MAX).optional(),
  }),
}

/** Reads one line of `decisions.ndjson`, without its newline. Whether it can follow the lines before is not asked. */
export function parseDecision(line: string): Result<DecisionLine> {
  return parseLogLine<DecisionLine>(line, SCHEMAS, (decision) => {
    if (decision.kind === 'release') return []
    if (decision.kind !== 'refuse') return faultsOfHolding(decision)
    return (decision.beside ?? []).flatMap((held, i) =>
      faultsOfHolding(held).map((fault) => ({ ...fault, path: `beside[${i}].${fault.path}` })),
    )
  })
}
