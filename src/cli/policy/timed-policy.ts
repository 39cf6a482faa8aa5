import type { Engine } from '../../engine/engine.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { Scenario } from '../../model/scenario.ts'
import { formatCount, table } from '../output.ts'
import { engineFactory, guardPolicies, type OpenPolicy } from './open-policy.ts'
import { TWICE_EVERY } from './policy-of-run.ts'

/** What one plug-in took of a run. */
export interface PluginShare {
  readonly plugin: string
  readonly calls: number
  readonly ms: number
  readonly nsPerCall: number
  /** Of the time that the engine decided, in percent. */
  readonly percent: number
}

export interface TimedPolicy {
  readonly spec: ProfileSpec
  readonly text: string
  /** Makes the engine of a scenario's run, of which deciding is timed. */
  create(scenario: Scenario): (fleet: Fleet) => Engine
  /** What each plug-in took so far, the clock's own time taken off. */
  times(): readonly PluginShare[]
}

/** A policy whose plug-ins, stock ones too, are timed while it decides. */
export function timedPolicy(open: OpenPolicy, given: readonly ProfileSpec[]): TimedPolicy {
  const now = (): number => performance.now()
  const [own] = guardPolicies([open], { twiceEvery: TWICE_EVERY, now })
  let decideMs = 0
  return {
    spec: own.spec,
    text: open.text,
    create:
      ({ profiles = [] }) =>
      (fleet) => {
        const engine = engineFactory([own], [...given, ...profiles])(fleet)
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
      const spanMs = spanCost(now)
      return own.times.map(({ plugin, calls, spans, ms }) => {
        const net = Math.max(0, ms - spans * spanMs)
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

/** The times as a table, '' without any. */
export function timesTable(times: readonly PluginShare[]): string {
  if (times.length === 0) return ''
  const rows = times.map(({ plugin, calls, ms, nsPerCall, percent }) => {
    return [plugin, formatCount(calls), ms.toFixed(1), String(nsPerCall), `${percent.toFixed(1)} %`]
  })
  return `\n${table([['PLUG-IN', 'CALLS', 'MS', 'NS A CALL', 'OF DECIDING'], ...rows])}`
}
