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

/** A pod that is ready later than the goal allows, or not at all. */
interface Late {
  readonly atUs: number
  readonly waitUs: number
  /** When its wait ended, or the run. */
  readonly untilUs: number
}

/** Follows one run for what its goal misses: from when on, when most, and what is short then. */
export class Shortfalls {
  readonly #goal: Goal
  readonly #idcsOf: (component: string) => readonly string[]
  /** Of each pod that is wanted, since when it waits; null: it is ready. */
  readonly #sinceUs = new Map<string, number | null>()
  /** Those that were ready, by time. */
  readonly #late: Late[] = []
  readonly #refused = new Map<string, Refused>()

  /** idcsOf: those where pods of a component (`game/component`) may lie. */
  constructor(goal: Goal, idcsOf: (component: string) => readonly string[]) {
    this.#goal = goal
    this.#idcsOf = idcsOf
  }

  observe(event: Event): void {
    const { kind, atUs } = event
    if (kind === 'request') this.#sinceUs.set(event.pod, atUs)
    else if (kind === 'release') this.#sinceUs.delete(event.pod)
    else if (kind === 'ready') {
      const waitUs = atUs - (this.#sinceUs.get(event.pod) ?? atUs)
      if (waitUs > this.#mostUs) this.#late.push({ atUs, waitUs, untilUs: atUs })
      this.#sinceUs.set(event.pod, null)
    }
  }

  decide(decision: Decision): void {
    const { kind, pod, atUs } = decision
    // Lost with its host, or moved to another, it is wanted again.
    const isAgain = kind === 'release' || kind === 'migrate'
    if (isAgain && this.#sinceUs.has(pod.name)) this.#sinceUs.set(pod.name, atUs)
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

  get #mostUs(): number {
    return this.#goal.readyWaitUsP99 ?? Infinity
  }

  /** Of each bound that the run misses. uses: what is used whatever is held; see NetworkUse. */
  atEnd(summary: RunSummary, series: RecordedSeries, uses: readonly ResourceUse[]): readonly GoalShortfall[] {
    const endUs = series.column('atUs').at(-1) ?? 0
    const missed = (summary.goal ?? []).filter(({ isKept }) => !isKept)
    return missed.map(({ name, atMost }): GoalShortfall => {
      const limits = this.#limits(name, uses)
      if (name === 'readyWaitUsP99') return { bound: name, ...this.#waits(summary.readyWaitUs.count, endUs), limits }
      const column = name === 'refusedPermille' ? 'playersRefused' : 'playersDegraded'
      const budgetUs = (atMost / 1000) * summary.playerHours * 3_600_000_000
      return { bound: name, ...playersOver(series.column('atUs'), series.column(column), budgetUs), limits }
    })
  }

  /**
   * One in a hundred of all waits may be too long, of those that last to the end as well: these are too late from when
   * they are longer than promised.
   *
   * ended  how many waits ended
   */
  #waits(ended: number, endUs: number): Omit<GoalShortfall, 'bound' | 'limits'> {
    const open = [...this.#sinceUs.values()].filter((sinceUs) => sinceUs !== null)
    const never = open.map((sinceUs) => ({ atUs: sinceUs + this.#mostUs, waitUs: endUs - sinceUs, untilUs: endUs }))
    const late = [...this.#late, ...never.filter(({ waitUs }) => waitUs > this.#mostUs)]
    late.sort((a, b) => a.atUs - b.atUs)
    const count = ended + open.length
    const longest = late.reduce<Late | null>(
      (most, one) => (most === null || one.waitUs > most.waitUs ? one : most),
      null,
    )
    return {
      fromUs: late[0]?.atUs ?? null,
      missedUs: late[count - Math.ceil(0.99 * count)]?.atUs ?? null,
      worst: longest?.waitUs ?? null,
      worstUs: longest?.untilUs ?? null,
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
