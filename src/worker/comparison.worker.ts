import * as Comlink from 'comlink'
import { compareFigures } from '../../simulator/planner/comparison.ts'
import { MeasuredRun, pairOf, type TextDigest } from '../../simulator/planner/measured-run.ts'
import { Sha256 } from '../base/sha256.ts'
import type { ComparisonApi } from './comparison-protocol.ts'
import { loadScenario } from './load-scenario.ts'
import { profileFaults } from './profile-fault.ts'
import { enginesFor } from './run-engines.ts'
import { nextMessageTurn } from './run-session.ts'

/** Instants between two looks at the message queue. */
const INSTANTS_PER_SLICE = 500
const SIDES = ['a', 'b'] as const

const api: ComparisonApi = {
  async pair(spec, policy, report) {
    const scenario = await loadScenario(spec.scenario, spec.size)
    if (!scenario.ok) {
      const names = SIDES.flatMap((side) => profileFaults(side, spec[side], {}, true, policy))
      return { ok: false, faults: [...scenario.faults, ...names] }
    }
    const engines = await Promise.all(
      SIDES.map((side) => {
        return enginesFor(scenario.value, { path: side, name: spec[side], policy, takesBaselines: true })
      }),
    )
    const faults = engines.flatMap((side) => (side.ok ? [] : side.faults))
    if (faults.length > 0) return { ok: false, faults }
    const [a, b] = engines.flatMap((side, i) => {
      const run = { scenario: scenario.value, profile: i === 0 ? spec.a : spec.b }
      return side.ok ? [new MeasuredRun(spec.seed, { ...run, create: side.value.create }, browserDigest())] : []
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
