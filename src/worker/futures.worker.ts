import * as Comlink from 'comlink'
import { FutureRunner } from '../../simulator/planner/future-run.ts'
import { bandsOf, FUTURE_FIGURES, keptCount } from '../../simulator/planner/futures.ts'
import type { Result } from '../base/result.ts'
import type { Scenario } from '../model/scenario.ts'
import type { FutureSpec, FuturesApi } from './futures-protocol.ts'
import { loadScenario, outlineOf } from './load-scenario.ts'
import { enginesFor } from './run-engines.ts'
import { nextMessageTurn } from './run-session.ts'

/** Between two looks at the message queue and two reports. */
const SLICE_MS = 40
const INSTANTS_PER_SLICE = 64

/** The scenario read last: seeds of one come one after another. */
let last: { readonly key: string; readonly scenario: Promise<Result<Scenario>> } | null = null

function scenarioOf({ scenario, size, settings }: FutureSpec): Promise<Result<Scenario>> {
  const key = JSON.stringify([scenario, size, settings])
  if (last?.key !== key) last = { key, scenario: loadScenario(scenario, size, settings) }
  return last.scenario
}

const api: FuturesApi = {
  outline: outlineOf,

  async run(spec, seed, policy, report) {
    const scenario = await scenarioOf(spec)
    if (!scenario.ok) return scenario
    const asked = { path: 'profile', name: spec.profile, policy, takesBaselines: true }
    const engines = await enginesFor(scenario.value, asked)
    if (!engines.ok) return engines
    const runner = new FutureRunner(scenario.value, { seed, profile: spec.profile, create: engines.value.create })
    while (!runner.done) {
      const untilMs = performance.now() + SLICE_MS
      while (!runner.done && performance.now() < untilMs) runner.advance(INSTANTS_PER_SLICE)
      report(runner.share)
      await nextMessageTurn()
    }
    return { ok: true, future: runner.finish() }
  },

  figures(outcomes) {
    const bands = bandsOf(outcomes)
    return {
      bands: FUTURE_FIGURES.map(({ name, unit }, i) => ({ name, unit, band: bands[i] })),
      kept: keptCount(outcomes),
    }
  },
}

Comlink.expose(api)
