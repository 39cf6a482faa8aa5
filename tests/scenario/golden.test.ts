import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundled, runScenario } from './run-scenario.ts'

const GOLDEN = join(import.meta.dirname, '../../scenarios/golden/digests.json')

/** Digest and counts of each run at seed 1. `BERTH_GOLDEN=write` writes what comes out now; say why in the commit. */
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8'))
const isWriting = process.env.BERTH_GOLDEN === 'write'

const RUNS = [
  ['launch-day', 'smoke'],
  ['launch-day', 'demo'],
  ['fleet-year', 'smoke'],
  ['fleet-year', 'demo'],
  ['stale-cache', 'smoke'],
  ['stale-cache', 'demo'],
  ['shared-hosts', 'smoke'],
  ['shared-hosts', 'demo'],
  ['new-servers', 'smoke'],
  ['new-servers', 'demo'],
  ['next-season', 'smoke'],
  ['next-season', 'demo'],
  ['near-and-apart', 'smoke'],
  ['near-and-apart', 'demo'],
  ['rollout', 'smoke'],
  ['rollout', 'demo'],
  ['delivery', 'smoke'],
  ['delivery', 'demo'],
  ['volumes', 'smoke'],
  ['volumes', 'demo'],
  ['patch-day', 'smoke'],
  ['patch-day', 'demo'],
  ['scaling', 'smoke'],
  ['scaling', 'demo'],
  ['gray-rollout', 'smoke'],
  ['gray-rollout', 'demo'],
  ['maintenance', 'smoke'],
  ['maintenance', 'demo'],
  ['module-loss', 'smoke'],
  ['module-loss', 'demo'],
  ['load-balancers', 'smoke'],
  ['load-balancers', 'demo'],
  ['network-modes', 'smoke'],
  ['network-modes', 'demo'],
] as const

test.each(RUNS)(
  '%s %s decides what it always decided, and the auditor finds nothing',
  { timeout: 300_000 },
  (name, size) => {
    const { digest, counts, audit } = runScenario(bundled(name, size), { audited: true })
    expect(audit?.violations).toEqual([])
    const key = `${name} ${size}`
    if (isWriting) {
      golden[key] = { digest, counts }
      writeFileSync(GOLDEN, `${JSON.stringify(golden, null, 2)}\n`)
    }
    expect({ digest, counts }).toEqual(golden[key])
  },
)

test.each(['pack', 'spread'])('launch-day smoke under profile %s breaks no law either', (profile) => {
  const { audit, counts } = runScenario(bundled('launch-day', 'smoke'), { profile, audited: true })
  expect(audit?.violations).toEqual([])
  expect(counts.place).toBeGreaterThan(100)
})

test('another seed is another run', () => {
  const scenario = bundled('launch-day', 'smoke')
  expect(runScenario(scenario, { seed: 2 }).digest).not.toBe(runScenario(scenario, { seed: 1 }).digest)
})
