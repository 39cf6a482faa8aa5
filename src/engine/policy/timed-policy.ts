import type { Fleet } from '../../model/fleet.ts'
import type { PluginShare } from '../../model/policy-report.ts'
import type { LoadedPolicy } from '../../model/policy-traps.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { Engine } from '../engine.ts'
import { engineFactory, guardPolicies, TWICE_EVERY } from './policy-engines.ts'

export interface TimedPolicy {
  readonly spec: ProfileSpec
  /** Makes the engine of a run, of which deciding is timed. profiles: beside the policy, those that are data. */
  create(profiles: readonly ProfileSpec[]): (fleet: Fleet) => Engine
  /** What each plug-in took so far, the clock's own time taken off. */
  times(): readonly PluginShare[]
}

/** A policy whose plug-ins, stock ones too, are timed while it decides. now: milliseconds, of whoever has a clock. */
export function timedPolicy(loaded: LoadedPolicy, now: () => number): TimedPolicy {
  const [own] = guardPolicies([loaded], { twiceEvery: TWICE_EVERY, now })
  let decideMs = 0
  let spanMs: number | null = null
  return {
    spec: own.spec,
    create: (profiles) => (fleet) => {
      const engine = engineFactory([own], profiles)(fleet)
      const decide = engine.decide.bind(engine)
      return Object.assign(engine, {
        decide(nowUs: number) {
          const from = now()
          const decisions = decide(nowUs)
          decideMs += now() - from
          return decisions
        },
      })
    },
    times() {
      const perSpan = (spanMs ??= spanCost(now))
      return own.times.map(({ plugin, calls, spans, ms }) => {
        const net = Math.max(0, ms - spans * perSpan)
        const nsPerCall = calls === 0 ? 0 : Math.round((net * 1e6) / calls)
        return { plugin, calls, ms: round(net), nsPerCall, percent: decideMs === 0 ? 0 : round((100 * net) / decideMs) }
      })
    },
  }
}

/** Milliseconds that an empty span seems to take: one reading of the clock. */
function spanCost(now: () => number): number {
  const readings = 20_000
  let sum = 0
  for (let i = 0; i < readings; i++) sum -= now() - now()
  return sum / readings
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
