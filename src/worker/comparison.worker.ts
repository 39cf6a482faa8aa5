import * as Comlink from 'comlink'
import { compareFigures } from '../../simulator/planner/comparison.ts'
import { MeasuredRun, pairOf, type TextDigest } from '../../simulator/planner/measured-run.ts'
import { Sha256 } from '../base/sha256.ts'
import type { ComparisonApi } from './comparison-protocol.ts'
import { loadScenario } from './load-scenario.ts'
import { profileFaults } from './profile-fault.ts'
import { nextMessageTurn } from './run-session.ts'

/** Instants between two looks at the message queue. */
const INSTANTS_PER_SLICE = 500

const api: ComparisonApi = {
  async pair(spec, report) {
    const scenario = await loadScenario(spec.scenario, spec.size)
    const faults = [
      ...(scenario.ok ? [] : scenario.faults),
      ...(['a', 'b'] as const).flatMap((side) => {
        return profileFaults(side, spec[side], scenario.ok ? scenario.value : {}, true)
      }),
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

function browserDigest(): TextDigest {
  const hash = new Sha256()
  const encoder = new TextEncoder()
  return { update: (text) => void hash.update(encoder.encode(text)), hex: () => hash.hex() }
}

Comlink.expose(api)
