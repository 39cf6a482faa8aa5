import { sumOf } from '../../base/sum.ts'
import { type Holding, sizeOfHolding } from '../../model/holding.ts'
import { milliOf } from '../../model/size.ts'
import { chooseHost } from '../choose/choose-host.ts'
import type { RankedClass } from '../class-index.ts'
import { passesHostUp } from '../filter/host-up.ts'
import { passesTaints } from '../filter/taints.ts'
import { passesWhere } from '../filter/where.ts'
import type { PodClass } from '../pod-class.ts'
import { type Belief, byAskedThenName, byName } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import { endHolding } from './release.ts'
import type { DecisionSheet } from './round.ts'
import { rulesFor } from './rules-for.ts'

/** Batch pods of one host that would give way, and how many Cpus they hold, in thousandths. */
interface Victims extends Cost {
  readonly pods: readonly PodRecord[]
}

interface Cost {
  readonly host: number
  readonly podCount: number
  readonly cpuMilli: number
}

/** Lets batch pods give way to a game pod that fits nowhere; false where none helps. preempted: receives them. */
export function preempt(
  belief: Belief,
  pod: PodRecord,
  ranked: RankedClass,
  sheet: DecisionSheet,
  preempted: PodRecord[],
): boolean {
  const victims = victimsFor(belief, pod, ranked)
  if (victims === null) return false
  for (const victim of victims) endHolding(belief, victim, 'preempted', sheet)
  preempted.push(...victims)
  return true
}

/**
 * The batch pods that give way to a game pod that fits nowhere, by name: those of the host that needs to lose fewest
 * pods, then the fewest Cpus, then of the lowest rank; null where none makes it fit. Which ones a host loses is the
 * reprieve of kube-scheduler: all of them leave, and those wanted longest come back first while the pod still fits.
 * Hosts are tried cheapest first by what they lose at least, until no other can be cheaper.
 */
function victimsFor(belief: Belief, pod: PodRecord, ranked: RankedClass): readonly PodRecord[] | null {
  const leasts: Cost[] = []
  for (const host of belief.batch.hosts) {
    const least = leastOn(belief, ranked.klass, host)
    if (least !== null) leasts.push(least)
  }
  leasts.sort(byCost)
  let best: Victims | null = null
  for (const least of leasts) {
    if (best !== null && byCost(least, best) > 0) break
    const victims = belief.hosts.journal.quietly(() =>
      belief.ledger.fork(() => victimsOn(belief, pod, ranked, least.host)),
    )
    if (victims !== null && (best === null || byCost(victims, best) < 0)) best = victims
  }
  return best === null ? null : [...best.pods].sort(byName)
}

function byCost(a: Cost, b: Cost): number {
  return a.podCount - b.podCount || a.cpuMilli - b.cpuMilli || a.host - b.host
}

/** No more than what the host loses, by Cpus and MiB alone; null when they do not suffice or no pod goes there. */
function leastOn({ hosts, batch }: Belief, klass: PodClass, host: number): Cost | null {
  if (!passesHostUp(hosts, host) || !passesWhere(hosts, host, klass) || !passesTaints(hosts, host, klass)) return null
  const milliShort = klass.allMilli - hosts.freeCpuMilli(host)
  const mibShort = klass.memoryMib - hosts.freeMemoryMib(host)
  const held = batch.on(host).flatMap(({ holding }) => (holding === null ? [] : [sizeOfHolding(holding)]))
  const millis = held.map(milliOf).sort(descending)
  const mibs = held.map(({ memoryMib }) => memoryMib).sort(descending)
  const podCount = Math.max(1, fewestOf(millis, milliShort), fewestOf(mibs, mibShort))
  if (podCount > held.length) return null
  const one = millis.findLast((milli) => milli >= milliShort) ?? 0
  const cpuMilli = podCount === 1 ? one : Math.max(milliShort, sumOf(millis.slice(-podCount)))
  return { host, podCount, cpuMilli }
}

/** How many of the amounts, largest first, make up for what is short; more than there are when all do not. */
function fewestOf(amounts: readonly number[], short: number): number {
  let rest = short
  let count = 0
  while (rest > 0 && count <= amounts.length) rest -= amounts[count++] ?? 0
  return count
}

function descending(a: number, b: number): number {
  return b - a
}

/** Leaves the ledger changed: run it in a fork. */
function victimsOn(belief: Belief, pod: PodRecord, ranked: RankedClass, host: number): Victims | null {
  const { ledger } = belief
  const held = new Map<PodRecord, Holding>()
  for (const each of [...belief.batch.on(host)].sort(byAskedThenName)) {
    if (each.holding !== null) held.set(each, each.holding)
    ledger.change(each, null)
  }
  if (!fitsOn(belief, pod, ranked, host)) return null
  const pods: PodRecord[] = []
  let cpuMilli = 0
  for (const [each, holding] of held) {
    ledger.change(each, holding)
    if (fitsOn(belief, pod, ranked, host)) continue
    ledger.change(each, null)
    pods.push(each)
    cpuMilli += milliOf(sizeOfHolding(holding))
  }
  return { host, podCount: pods.length, pods, cpuMilli }
}

function fitsOn(belief: Belief, pod: PodRecord, { ranking }: RankedClass, host: number): boolean {
  const { range, rules } = rulesFor(belief, pod)
  if (host < range[0] || host >= range[1]) return false
  return chooseHost(belief.hosts, ranking.refreshed(belief.rankingScratch), host, host + 1, rules) >= 0
}
