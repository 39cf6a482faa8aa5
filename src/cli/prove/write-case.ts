import { createHash } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import type { Manifest, RunCounts } from '../../model/run.ts'
import type { EngineFactory } from '../../prove/drive.ts'
import type { Breach, ProofCase } from '../../prove/proof-case.ts'
import { type RecordedInstant, recordCase } from '../../prove/recording.ts'
import { shownInstants } from '../../prove/shown.ts'
import type { OpenPolicy } from '../policy/open-policy.ts'
import { MANIFEST_FRESH, RUN_FILES } from '../run/run-directory.ts'
import { caseText } from './case-file.ts'

/**
 * Writes a broken case as a run directory, which is ready for it, the manifest last: its log as far as it shows the
 * law, for `berth replay`, `berth audit` and the workbench, and the case itself. Returns what the log holds.
 */
export function writeCase(
  directory: string,
  name: string,
  { proof, breach, seed }: { readonly proof: ProofCase; readonly breach: Breach; readonly seed: number },
  { create, policy }: { readonly create: EngineFactory; readonly policy: OpenPolicy | null },
): readonly RecordedInstant[] {
  const instants = shownInstants(proof.fleet, recordCase(proof, create), breach, create.profiles)
  const write = (file: keyof typeof RUN_FILES, text: string): string => {
    writeFileSync(join(directory, RUN_FILES[file]), text)
    return createHash('sha256').update(text).digest('hex')
  }
  const scenarioDigest = write('fleet', `${JSON.stringify(proof.fleet)}\n`)
  const events = instants.flatMap((instant) => instant.events.map((event) => `${JSON.stringify(event)}\n`))
  const decisions = instants.flatMap(({ lines }) => lines.map((line) => `${line}\n`))
  const eventDigest = write('events', events.join(''))
  const decisionDigest = write('decisions', decisions.join(''))
  write('proof', caseText(name, { law: breach.law, message: breach.message, proof }))
  const manifest: Manifest = {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'Run',
    metadata: { name },
    spec: {
      scenario: name,
      scenarioDigest,
      size: null,
      seed,
      profile: null,
      ...(policy === null ? {} : { profiles: create.profiles, policyDigest: write('policy', policy.text) }),
      engineVersion: ENGINE_VERSION,
      log: 'full',
    },
    status: { decisionDigest, eventDigest, counts: countsOf(instants, events.length, decisions.length), wallMs: 0 },
  }
  writeFileSync(join(directory, MANIFEST_FRESH), `${JSON.stringify(manifest, null, 2)}\n`)
  renameSync(join(directory, MANIFEST_FRESH), join(directory, RUN_FILES.manifest))
  return instants
}

function countsOf(instants: readonly RecordedInstant[], events: number, decisions: number): RunCounts {
  const counts = { events, decisions, place: 0, resize: 0, migrate: 0, release: 0, refuse: 0 }
  for (const { decisions } of instants) for (const { kind } of decisions) counts[kind]++
  return counts
}
