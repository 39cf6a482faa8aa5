import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failed, ok, type Result } from '../../base/result.ts'
import type { Engine } from '../../engine/engine.ts'
import { engineFactory, guardPolicies, TWICE_EVERY } from '../../engine/policy/policy-engines.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { RunHead } from '../run/read-run.ts'
import { RUN_FILES } from '../run/run-directory.ts'
import { unreadWords } from '../scenario-source.ts'
import { loadBundle } from './open-policy.ts'

/**
 * Makes engines as a recorded run had them, its policy's code and all: `policy.js` beside its manifest, of the digest
 * that the manifest names.
 */
export async function engineOfRun(
  directory: string,
  { profiles, policyDigest }: RunHead,
): Promise<Result<(fleet: Fleet) => Engine>> {
  if (policyDigest === null) return ok(engineFactory([], profiles))
  let text: string
  try {
    text = readFileSync(join(directory, RUN_FILES.policy), 'utf8')
  } catch (error) {
    return failed([{ path: RUN_FILES.policy, found: unreadWords(error), expected: 'the policy that it ran with' }])
  }
  const digest = createHash('sha256').update(text).digest('hex')
  if (digest !== policyDigest) {
    const expected = `${policyDigest}, as manifest.json says`
    return failed([{ path: `${RUN_FILES.policy}: sha256`, found: digest, expected }])
  }
  const loaded = await loadBundle(text)
  if (!loaded.ok) return failed(loaded.faults.map((fault) => ({ ...fault, path: RUN_FILES.policy })))
  return ok(engineFactory(guardPolicies([loaded.value], { twiceEvery: TWICE_EVERY }), profiles))
}
