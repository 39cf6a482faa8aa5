import { assert } from '../../src/base/assert.ts'
import { byCodeUnit } from '../../src/base/order.ts'
import { sumOf } from '../../src/base/sum.ts'
import { US_PER_HOUR } from '../../src/base/units.ts'
import type { Event } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { HeldCounter } from './held.ts'
import { Occupancy } from './occupancy.ts'
import { strandedByHost, type TypicalShape } from './stranded.ts'

/** One game in one month. */
export interface GameHours {
  readonly game: string
  readonly month: number
  readonly cpuHoursHeld: number
  readonly cpuHoursUsed: number
  /** Its part of what is stranded beside its pods: of each host as much as it holds there of what is held. */
  readonly cpuHoursStranded: number
  /** What the hosts cost for the Cpus held, and for those stranded; left out where no prices were given. */
  readonly cost?: number
  readonly costStranded?: number
}

/**
 * Cpu-hours of hosts that are up and nobody holds in one month: where no pod of the run's shapes fits, and the rest.
 */
export interface IdleHours {
  readonly month: number
  readonly cpuHoursStranded: number
  readonly cpuHoursFree: number
  /** What the hosts cost for the Cpus stranded there; left out where no prices were given. */
  readonly costStranded?: number
}

/** What nobody and what each game holds of a fleet in a run, by month. */
export interface CpuHours {
  /** By game, then month. */
  readonly games: readonly GameHours[]
  readonly idle: readonly IdleHours[]
}

export interface HoursOptions {
  /** Of each host's Cpu and hour; left out: nothing is priced. */
  readonly prices?: readonly number[]
  readonly monthUs: number
  readonly months: number
}

/** Times at which free Cpus are looked at. */
const LOOKS = 200

/** What a pod holds, and the game that it counts for. */
interface Owned {
  readonly sum: Sum
  holding: Holding
}

interface Sum {
  /** Up to when its areas are counted. */
  sinceUs: number
  heldMilli: number
  /** Of those what a Cpu-hour costs, each at the price of its host. */
  price: number
  /** Of those on each host, at the look taken last. */
  readonly heldMilliOn: Float64Array
  held: number[]
  used: number[]
  stranded: number[]
  cost: number[]
  costStranded: number[]
}

/** Counts what each game holds and uses of a fleet, as areas, by month. */
export class GameHoursCount {
  readonly #monthUs: number
  readonly #months: number
  readonly #endUs: number
  readonly #isPriced: boolean
  /** Of a host's Cpu and hour. */
  readonly #prices: readonly number[]
  readonly #games = new Map<string, Sum>()
  /** Empty but while it is looked at. */
  readonly #occupancy: Occupancy
  /** By pod. Hosts are summed up from it at each look: looks are few and decisions many. */
  readonly #held = new Map<string, Owned>()
  readonly #counter: HeldCounter
  readonly #hosts: ReadonlyMap<string, number>
  readonly #cpus: readonly number[]
  readonly #shapes = new Map<string, TypicalShape>()
  readonly #stranded: number[]
  readonly #costStranded: number[]
  readonly #free: number[]
  #cpusUp: number
  #cpusHeld = 0
  #atUs = 0
  #sampledUs = 0
  #lookedUs = 0
  #look = 1

  static of({ fleet, durationUs }: Scenario, options: HoursOptions | undefined): GameHoursCount | null {
    return options === undefined ? null : new GameHoursCount(fleet, durationUs, options)
  }

  constructor(fleet: Fleet, endUs: number, { prices, monthUs, months }: HoursOptions) {
    this.#isPriced = prices !== undefined
    this.#monthUs = monthUs
    this.#months = months
    this.#endUs = endUs
    this.#prices = prices ?? fleet.hosts.map(() => 0)
    this.#occupancy = new Occupancy(fleet)
    this.#counter = new HeldCounter(fleet)
    this.#hosts = new Map(fleet.hosts.map(({ name }, index) => [name, index]))
    this.#cpus = fleet.hosts.map(({ allocatable }) => allocatable.cpus)
    this.#cpusUp = this.#cpus.reduce((sum, cpus) => sum + cpus, 0)
    this.#stranded = Array<number>(months).fill(0)
    this.#costStranded = Array<number>(months).fill(0)
    this.#free = Array<number>(months).fill(0)
  }

  observe(event: Event): void {
    this.#advance(event.atUs)
    if (event.kind === 'component') {
      const { cpus, memoryMib, diskMib, ioKibps, network, numa } = event.request
      const shape = { cpus, memoryMib, diskMib, ioKibps, network, numa }
      this.#shapes.set(JSON.stringify(shape), shape)
    } else if (event.kind === 'host-lost' || event.kind === 'host-recovered') {
      const host = this.#hosts.get(event.host)
      if (host === undefined) return
      const isUp = event.kind === 'host-recovered'
      this.#occupancy.rooms[host].isUp = isUp
      this.#cpusUp += isUp ? this.#cpus[host] : -this.#cpus[host]
    }
  }

  decide(decision: Decision): void {
    this.#advance(decision.atUs)
    if (decision.kind === 'refuse') return
    const sum = this.#sumOf(decision.pod.game)
    this.#settle(sum, decision.atUs)
    const { kind, pod, holding } = decision
    if (kind === 'resize' || kind === 'migrate') this.#change(sum, decision.before, -1)
    this.#change(sum, holding, kind === 'release' ? -1 : 1)
    if (kind === 'release') this.#held.delete(pod.name)
    else if (kind === 'place') this.#held.set(pod.name, { sum, holding })
    else this.#ownedBy(pod.name).holding = holding
  }

  #ownedBy(pod: string): Owned {
    const owned = this.#held.get(pod)
    assert(owned !== undefined, `${pod} holds something before it holds something else`)
    return owned
  }

  /** Cpus that games use at an instant, which is taken for the time since the last one; in the order of the games. */
  sample(
    atUs: number,
    games: readonly { readonly name: string }[],
    used: readonly { readonly cpusUsedMilli: number }[],
  ): void {
    this.#advance(atUs)
    for (const [i, { cpusUsedMilli }] of used.entries()) {
      if (cpusUsedMilli > 0) this.#spread(this.#sampledUs, atUs, cpusUsedMilli / 1000, this.#sumOf(games[i].name).used)
    }
    this.#sampledUs = atUs
    if (atUs >= (this.#look * this.#endUs) / LOOKS || atUs >= this.#endUs) this.#lookAtFree(atUs)
  }

  /** Null before the last sample. */
  get atEnd(): CpuHours | null {
    return this.#sampledUs < this.#endUs ? null : this.finish()
  }

  /** Call at the end. */
  finish(): CpuHours {
    this.#advance(this.#endUs)
    for (const sum of this.#games.values()) this.#settle(sum, this.#endUs)
    const sorted = [...this.#games].sort(([a], [b]) => byCodeUnit(a, b))
    const games = sorted.flatMap(([game, { held, used, stranded, cost, costStranded }]) =>
      held.map((hours, month): GameHours => {
        const own = { cpuHoursHeld: hours, cpuHoursUsed: used[month], cpuHoursStranded: stranded[month] }
        const costs = this.#isPriced ? { cost: cost[month], costStranded: costStranded[month] } : {}
        return { game, month, ...own, ...costs }
      }),
    )
    const idle = this.#stranded.map((hours, month) => {
      const costs = this.#isPriced ? { costStranded: this.#costStranded[month] } : {}
      return { month, cpuHoursStranded: hours, cpuHoursFree: Math.max(0, this.#free[month] - hours), ...costs }
    })
    return { games, idle }
  }

  #sumOf(game: string): Sum {
    const known = this.#games.get(game)
    if (known !== undefined) return known
    const none = (): number[] => Array<number>(this.#months).fill(0)
    const areas = { held: none(), used: none(), stranded: none(), cost: none(), costStranded: none() }
    const sum = { sinceUs: 0, heldMilli: 0, price: 0, heldMilliOn: new Float64Array(this.#cpus.length), ...areas }
    this.#games.set(game, sum)
    return sum
  }

  #change(sum: Sum, holding: Holding, sign: 1 | -1): void {
    const milli = sign * milliOf(holding)
    sum.heldMilli += milli
    sum.price += (milli * this.#prices[holding.host]) / 1000
    this.#cpusHeld += milli / 1000
  }

  /** Counts what nobody holds up to an instant. */
  #advance(atUs: number): void {
    if (atUs <= this.#atUs) return
    this.#spread(this.#atUs, atUs, this.#cpusUp - this.#cpusHeld, this.#free)
    this.#atUs = atUs
  }

  #settle(sum: Sum, atUs: number): void {
    const { sinceUs, heldMilli, price, held, cost } = sum
    if (heldMilli !== 0) {
      this.#spread(sinceUs, atUs, heldMilli / 1000, held)
      this.#spread(sinceUs, atUs, price, cost)
    }
    sum.sinceUs = atUs
  }

  /** Adds a rate by the hour over a stretch of time to its months. */
  #spread(fromUs: number, toUs: number, rate: number, sums: number[]): void {
    let fromAt = fromUs
    while (fromAt < toUs) {
      const month = Math.min(this.#months - 1, Math.floor(fromAt / this.#monthUs))
      const untilUs = month === this.#months - 1 ? toUs : Math.min(toUs, (month + 1) * this.#monthUs)
      sums[month] += (rate * (untilUs - fromAt)) / US_PER_HOUR
      fromAt = untilUs
    }
  }

  /** What is stranded now is taken for the time since the last look. */
  #lookAtFree(atUs: number): void {
    const all = new Float64Array(this.#cpus.length)
    for (const { heldMilliOn } of this.#games.values()) heldMilliOn.fill(0)
    for (const { sum, holding } of this.#held.values()) {
      this.#occupancy.hold(this.#counter.count(holding))
      sum.heldMilliOn[holding.host] += milliOf(holding)
      all[holding.host] += milliOf(holding)
    }
    const stranded = strandedByHost(this.#occupancy, [...this.#shapes.values()])
    this.#occupancy.clear()
    this.#spread(this.#lookedUs, atUs, sumOf(stranded), this.#stranded)
    const prices = stranded.map((cpus, host) => cpus * this.#prices[host])
    this.#spread(this.#lookedUs, atUs, sumOf(prices), this.#costStranded)
    for (const { heldMilliOn, stranded: own, costStranded } of this.#games.values()) {
      let [cpus, price] = [0, 0]
      for (let host = 0; host < stranded.length; host++) {
        if (heldMilliOn[host] <= 0) continue
        const part = (stranded[host] * heldMilliOn[host]) / all[host]
        cpus += part
        price += part * this.#prices[host]
      }
      this.#spread(this.#lookedUs, atUs, cpus, own)
      this.#spread(this.#lookedUs, atUs, price, costStranded)
    }
    this.#lookedUs = atUs
    while ((this.#look * this.#endUs) / LOOKS <= atUs) this.#look++
  }
}

function milliOf({ cpus, cpuMilli }: Holding): number {
  return 1000 * cpus.length + cpuMilli
}
