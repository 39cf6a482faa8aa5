import * as Comlink from 'comlink'
import { compareFigures } from '../../simulator/planner/comparison.ts'
import { MeasuredRun, pairOf, type TextDigest } from '../../simulator/planner/measured-run.ts'
import type { Fault } from '../base/result.ts'
import { Sha256 } from '../base/sha256.ts'
import type { ProfileSpec } from '../model/profile.ts'
import { PROFILE_NAMES } from '../model/profile-names.ts'
import type { ComparisonApi, PairSpec } from './comparison-protocol.ts'
import { loadScenario } from './load-scenario.ts'
import { nextMessageTurn } from './run-session.ts'

/** Instants between two looks at the message queue. */
const INSTANTS_PER_SLICE = 500

const api: ComparisonApi = {
  async pair(spec, report) {
    const scenario = await loadScenario(spec.scenario, spec.size)
    const faults = [
      ...(scenario.ok ? [] : scenario.faults),
      ...profileFaults(spec, scenario.ok ? (scenario.value.profiles ?? []) : []),
    ]
    if (!scenario.ok || faults.length > 0) return { ok: false, faults }
    const [a, b] = [spec.a, spec.b].map((profile) => {
      return new MeasuredRun(spec.seed, { scenario: scenario.value, profile }, browserDigest())
    })
    for (const run of [a, b]) {
      while (!run.done) {
        run.advance(INSTANTS_PER_SLICE)
        report((a.share + b.share) / 2)
        await nextMessageTurn()
      }
    }
    return { ok: true, pair: pairOf(a, b) }
  },
  figures: compareFigures,
}

/** own: profiles of the scenario. */
function profileFaults({ a, b }: PairSpec, own: readonly ProfileSpec[]): Fault[] {
  const known: readonly string[] = [...PROFILE_NAMES, ...own.map(({ name }) => name)]
  return Object.entries({ a, b })
    .filter(([, name]) => !known.includes(name))
    .map(([path, found]) => ({ path, found, expected: `one of ${known.join(', ')}` }))
}

function browserDigest(): TextDigest {
  const hash = new Sha256()
  const encoder = new TextEncoder()
  return { update: (text) => void hash.update(encoder.encode(text)), hex: () => hash.hex() }
}

Comlink.expose(api)
