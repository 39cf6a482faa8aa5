import type { RunCounts } from '../../../src/model/run.ts'
import type { Findings } from '../report.ts'

/** sha256 of the two logs as the caller computed them while reading, in lower-case hexadecimal. */
export interface LogDigests {
  readonly events: string
  readonly decisions: string
}

/** L7, its part in the manifest: digests and counts are those of the files. manifest: the parsed JSON, not trusted. */
export function checkManifest(findings: Findings, manifest: unknown, digests: LogDigests, counts: RunCounts): void {
  const status = member(manifest, 'status')
  const expect = (path: string, found: unknown, expected: unknown): void => {
    findings.checks.L7++
    if (found === expected) return
    findings.violate('L7', `${path} is ${JSON.stringify(found)}, the files give ${JSON.stringify(expected)}`)
  }
  expect('status.decisionDigest', member(status, 'decisionDigest'), digests.decisions)
  expect('status.eventDigest', member(status, 'eventDigest'), digests.events)
  const stated = member(status, 'counts')
  for (const key of ['events', 'decisions', 'place', 'resize', 'migrate', 'release', 'refuse'] as const) {
    expect(`status.counts.${key}`, member(stated, key), counts[key])
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}
