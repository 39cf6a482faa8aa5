import * as Comlink from 'comlink'
import { startSimulation } from '../../simulator/simulate.ts'
import { type DecisionToExplain, RunExplainer } from '../../simulator/what-if/run-explainer.ts'
import { baselineNamed } from '../model/baseline.ts'
import type { Event } from '../model/event.ts'
import type { ExplainApi } from './explain-protocol.ts'
import { loadScenario } from './load-scenario.ts'
import { enginesFor } from './run-engines.ts'
import { nextMessageTurn } from './run-session.ts'

const INSTANTS_PER_SLICE = 500
const HOSTS_LISTED = 8

const api: ExplainApi = {
  async explain({ scenario: name, size, seed, profile, settings, pod, seq }, policy, report) {
    const scenario = await loadScenario(name, size, settings)
    if (!scenario.ok) return scenario
    const baseline = baselineNamed(profile, scenario.value.profiles)
    if (baseline === null && scenario.value.cache?.check === 'off') {
      // Pods hold the same there, which no belief of the engine's ever is: it cannot be asked how one came about.
      const expected = 'assume or wait, for a decision to be explained'
      return { ok: false, faults: [{ path: 'cache.check', found: 'off', expected }] }
    }
    const asked = { path: 'profile', name: profile, policy, takesBaselines: true }
    // Two of them: a policy that keeps something between calls must not carry it from the one run into the other.
    const engines = await enginesFor(scenario.value, asked)
    const again = await enginesFor(scenario.value, asked)
    if (!engines.ok) return engines
    if (!again.ok) return again
    const events: Event[] = []
    const found: DecisionToExplain[] = []
    const run = startSimulation(scenario.value, {
      seed,
      profile,
      create: engines.value.create,
      onEvent: (event) => events.push(event),
      onDecision: (decision) => {
        if (decision.pod.name !== pod || (seq === null ? decision.kind === 'release' : decision.seq !== seq)) return
        found[0] = { seq: decision.seq, atUs: decision.atUs, pod }
      },
    })
    while (!run.done && (seq === null || found.length === 0)) {
      run.advance(INSTANTS_PER_SLICE)
      report(Math.min(1, run.nowUs / scenario.value.durationUs))
      await nextMessageTurn()
    }
    const [wanted] = found
    const expected = seq === null ? 'a pod that the run decides about' : `the pod of decision ${seq}`
    const missing = { ok: false, faults: [{ path: 'pod', found: pod, expected }] } as const
    if (wanted === undefined) return missing
    const explainer = new RunExplainer(scenario.value.fleet, wanted, HOSTS_LISTED, again.value.create, 0, baseline)
    for (const event of events) if (!explainer.feed(event)) break
    const explained = explainer.finish()
    return explained === null ? missing : { ok: true, explained }
  },
}

Comlink.expose(api)
