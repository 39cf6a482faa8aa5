import type { Event } from '../../src/model/event.ts'
import type { GoalBoundName, GoalLimit, GoalShortfall } from '../../src/model/fleet-plan.ts'
import { USED_RESOURCES } from '../../src/model/fleet-plan.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { Goal } from '../../src/model/scenario.ts'
import type { ResourceUse } from './fleet-use.ts'
import type { RecordedSeries } from './series.ts'
import type { RunSummary } from './summary.ts'

/** So many of what was short are told. */
const LIMITS_MAX = 3

/** Pods that were refused for one thing, and when first: a place, and more Cpus or memory. */
interface Refused {
  readonly limit: Pick<GoalLimit, 'resource' | 'idcs'>
  readonly place: Map<string, number>
  readonly resize: Map<string, number>
}

/** Follows one run for what its goal misses: from when on, when most, and what is short then. */
export class Shortfalls {
  readonly #goal: Goal
  readonly #idcsOf: (component: string) => readonly string[]
  readonly #wantedUs = new Map<string, number>()
  /** Pods that were ready later than the goal allows, by time. */
  readonly #late: { readonly atUs: number; readonly waitUs: number }[] = []
  readonly #refused = new Map<string, Refused>()

  /** idcsOf: those where pods of a component (`game/component`) may lie. */
  constructor(goal: Goal, idcsOf: (component: string) => readonly string[]) {
    this.#goal = goal
    this.#idcsOf = idcsOf
  }

  observe(event: Event): void {
    if (event.kind === 'request') this.#wantedUs.set(event.pod, event.atUs)
    else if (event.kind === 'release') this.#wantedUs.delete(event.pod)
    else if (event.kind === 'ready') {
      const waitUs = event.atUs - (this.#wantedUs.get(event.pod) ?? event.atUs)
      if (waitUs > (this.#goal.readyWaitUsP99 ?? Infinity)) this.#late.push({ atUs: event.atUs, waitUs })
    }
  }

  decide(decision: Decision): void {
    const { kind, pod, atUs } = decision
    // Lost with its host it is wanted again.
    if (kind === 'release' && this.#wantedUs.has(pod.name)) this.#wantedUs.set(pod.name, atUs)
    if (kind !== 'refuse') return
    const { action, nearest } = decision
    if (action === 'migrate') return
    const idcs = this.#idcsOf(`${pod.game}/${pod.component}`)
    const resource = nearest?.resource ?? 'rules'
    const key = `${resource} ${idcs.join()}`
    const known = this.#refused.get(key) ?? { limit: { resource, idcs }, place: new Map(), resize: new Map() }
    this.#refused.set(key, known)
    if (!known[action].has(pod.name)) known[action].set(pod.name, atUs)
  }

  /** Of each bound that the run misses. uses: what is used whatever is held; see NetworkUse. */
  atEnd(summary: RunSummary, series: RecordedSeries, uses: readonly ResourceUse[]): readonly GoalShortfall[] {
    const missed = (summary.goal ?? []).filter(({ isKept }) => !isKept)
    return missed.map(({ name, atMost }): GoalShortfall => {
      const limits = this.#limits(name, uses)
      if (name === 'readyWaitUsP99') return { bound: name, ...this.#waits(summary.readyWaitUs.count), limits }
      const column = name === 'refusedPermille' ? 'playersRefused' : 'playersDegraded'
      const budgetUs = (atMost / 1000) * summary.playerHours * 3_600_000_000
      return { bound: name, ...playersOver(series.column('atUs'), series.column(column), budgetUs), limits }
    })
  }

  /** count: of all waits, of which one in a hundred may be too long. */
  #waits(count: number): Omit<GoalShortfall, 'bound' | 'limits'> {
    const spared = count - Math.ceil(0.99 * count)
    const longest = this.#late.reduce<{ atUs: number; waitUs: number } | null>(
      (most, one) => (most === null || one.waitUs > most.waitUs ? one : most),
      null,
    )
    return {
      fromUs: this.#late[0]?.atUs ?? null,
      missedUs: this.#late[spared]?.atUs ?? null,
      worst: longest?.waitUs ?? null,
      worstUs: longest?.atUs ?? null,
    }
  }

  #limits(bound: GoalBoundName, uses: readonly ResourceUse[]): readonly GoalLimit[] {
    const held = [...this.#refused.values()].flatMap(({ limit, place, resize }): (GoalLimit & { pods: number })[] => {
      const pods = bound === 'degradedPermille' ? new Map([...place, ...resize]) : place
      return pods.size === 0 ? [] : [{ ...limit, pods: pods.size, fromUs: Math.min(...pods.values()) }]
    })
    held.sort((a, b) => b.pods - a.pods || a.fromUs - b.fromUs)
    const used = uses.flatMap(({ resource, idc, refusedUs }): GoalLimit[] => {
      const found = USED_RESOURCES.find((one) => one === resource)
      if (found === undefined || refusedUs === null || bound === 'readyWaitUsP99') return []
      return [{ resource: found, idcs: [idc], pods: null, fromUs: refusedUs }]
    })
    return [...held, ...used].slice(0, LIMITS_MAX)
  }
}

/** Players by samples: when the first are counted, when most, and when the area under them comes to a budget. */
function playersOver(
  atUs: Float64Array,
  players: Float64Array,
  budgetUs: number,
): Omit<GoalShortfall, 'bound' | 'limits'> {
  let [fromUs, missedUs, worst, worstUs]: (number | null)[] = [null, null, null, null]
  let areaUs = 0
  for (const [i, count] of players.entries()) {
    if (i > 0) areaUs += players[i - 1] * (atUs[i] - atUs[i - 1])
    if (areaUs > budgetUs) missedUs ??= atUs[i]
    if (count === 0) continue
    fromUs ??= atUs[i]
    if (worst === null || count > worst) [worst, worstUs] = [count, atUs[i]]
  }
  return { fromUs, missedUs, worst, worstUs }
}
