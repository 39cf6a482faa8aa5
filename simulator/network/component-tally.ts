import type { NetworkMode } from '../../src/model/fleet.ts'
import type { Traffic } from '../../src/model/network.ts'
import { WeightedQuantiles } from './weighted-quantiles.ts'

/** What is counted of the pods of a component, now and as areas over time. */
export const COUNTED = [
  'pods',
  'players',
  'playersRefused',
  'playersDegraded',
  'playersDiskFull',
  'offered',
  'refused',
  'lostVf',
  'lostHost',
  'lostNic',
  'lostGateway',
  'carried',
  'bytes',
  'diskMibUsed',
] as const
export type Counted = (typeof COUNTED)[number]
export type Counts = Record<Counted, number>

function none(): Counts {
  return Object.fromEntries(COUNTED.map((name) => [name, 0])) as Counts
}

/** One component of a game whose pods put traffic on the network: its load and how its packets fare. */
export class ComponentTally {
  readonly game: string
  readonly component: string
  readonly mode: NetworkMode
  readonly traffic: Traffic
  /** From the last instant on: amounts, and packets, bytes a second. */
  now = none()
  /** The same times microseconds. */
  readonly sums = none()
  /** Microseconds that ways add, by packets carried: their medians and their 99th percentiles. */
  readonly addedP50 = new WeightedQuantiles()
  readonly addedP99 = new WeightedQuantiles()
  /** Pods whose disk became full, how often, and when the first one did; how full the fullest one is. */
  disksFull = 0
  firstFullUs: number | null = null
  diskShareMax = 0

  constructor(game: string, component: string, mode: NetworkMode, traffic: Traffic) {
    this.game = game
    this.component = component
    this.mode = mode
    this.traffic = traffic
  }

  /** Nothing is known of this instant yet. */
  restart(): void {
    for (const name of COUNTED) this.now[name] = 0
  }

  advance(elapsedUs: number): void {
    for (const name of COUNTED) this.sums[name] += this.now[name] * elapsedUs
  }

  noteFull(atUs: number): void {
    this.disksFull++
    if (this.firstFullUs === null || atUs < this.firstFullUs) this.firstFullUs = atUs
  }
}
