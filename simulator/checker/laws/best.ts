import type { ScoreName } from '../../../src/model/profile.ts'
import { chosenDisk, countIn, firstFailing, settledIn } from '../fit.ts'
import { NUMA } from '../fleet-view.ts'
import { takesVf } from '../modes.ts'
import { chosenSet, cpusOn, freeIn, numaMaskOf } from '../numa.ts'
import { peerPoints } from '../peers.ts'
import { type Ask, domainOf, type Held, type Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import { chosenShares, milliOf, roomsOf, unitOf } from '../shares.ts'
import type { State } from '../state.ts'
import { taintsAgainst } from '../taints.ts'
import { bitCount } from '../text.ts'

/**
 * How many places one check of L9 stands for, so that hosts × checked places stays within the budget. 1 checks all.
 * placeCount: as the manifest counts them; 0 when unknown.
 */
export function bestEvery(hostCount: number, placeCount: number, scoresMax: number): number {
  return Math.max(1, Math.ceil((hostCount * placeCount) / scoresMax))
}

/** L9: of all hosts on which the pod fits, none scores higher, nor as high with a lower rank. */
export class Best {
  readonly every: number
  /** Whether some host was chosen by plug-ins that are code, of which no log tells. */
  hasUnjudged = false
  readonly #state: State
  readonly #findings: Findings
  #places = 0

  constructor(state: State, findings: Findings, every: number) {
    this.#state = state
    this.#findings = findings
    this.every = every
  }

  /**
   * Checks every k-th place or migrate, the first included. Call before it is booked, and only if nothing else is
   * wrong. except: the host that a migrate leaves, -1 for a place.
   */
  check(pod: Pod, held: Held, except = -1): void {
    if (pod.component.profile.own !== undefined) {
      this.hasUnjudged = true
      return
    }
    if (this.#places++ % this.every !== 0) return
    this.#findings.checks.L9++
    const state = this.#state
    const { hosts } = state.view
    let best = -1
    let bestScore = Number.NEGATIVE_INFINITY
    let ownScore = Number.NEGATIVE_INFINITY
    for (let host = 0; host < hosts.length; host++) {
      if (host === except || firstFailing(state, pod, host) >= 0) continue
      const score = scoreOf(state, pod, host)
      if (host === held.host) ownScore = score
      if (score <= bestScore) continue
      best = host
      bestScore = score
    }
    const name = hosts[held.host].name
    if (best !== held.host) {
      const message = `scores ${ownScore} here, ${bestScore} on ${best < 0 ? 'no host' : hosts[best].name}`
      this.#findings.violate('L9', message, pod.name, name)
      return
    }
    const expected = chosenSet(state, pod, best)
    const found = numaMaskOf(state, held)
    if (pod.component.request.numa === 'spread') this.#checkShares(pod, held)
    else if (found !== expected)
      this.#findings.violate(
        'L9',
        `takes NumaNodes ${listOf(found)}, the rule gives ${listOf(expected)}`,
        pod.name,
        name,
      )
    if (held.disk >= 0 && held.disk !== chosenDisk(state, pod, best)) {
      this.#findings.violate(
        'L9',
        `takes disk ${hosts[best].disks[held.disk].name}, not the one the rule gives`,
        pod.name,
        name,
      )
    }
  }

  /** Under `spread`: which NumaNodes get what does not divide. */
  #checkShares(pod: Pod, held: Held): void {
    const state = this.#state
    const numas = Array.from({ length: state.view.numaCount[held.host] }, (_, n) => n)
    const cpus = numas.map((n) => cpusOn(state, held.host, n, held.cpus))
    const found = `${cpus} Cpus and ${numas.map((n) => held.memory[n])} MiB`
    const expected = evenSharesOf(state, pod, held.host)
    const { name } = state.view.hosts[held.host]
    if (found !== expected) this.#findings.violate('L9', `shares ${found}, the rule gives ${expected}`, pod.name, name)
  }
}

function evenSharesOf(state: State, pod: Pod, host: number): string {
  const room = roomsOf(state, pod.component.request.fullCores === true, host)
  const memory = Array.from({ length: state.view.numaCount[host] }, (_, n) => state.freeMemoryNuma[host * NUMA + n])
  const cpus = chosenShares(pod.cpus, unitOf(state, pod, host), room)
  return `${cpus} Cpus and ${chosenShares(pod.memoryMib, 1, memory)} MiB`
}

function listOf(mask: number): string {
  return Array.from({ length: NUMA }, (_, n) => n)
    .filter((n) => (mask >>> n) & 1)
    .join(',')
}

/** Score of a host on which the pod fits (docs/ARCHITECTURE.md "Scores") under the weights of its profile. */
export function scoreOf(state: State, ask: Ask, host: number): number {
  const { request, profile } = ask.component
  const set = chosenSet(state, ask, host)
  let score = 0
  for (const { plugin, weight } of profile.scores) score += weight * opinionOf(plugin, state, ask, host, set)
  score += pull(state, ask, host) + peerPoints(state, ask, host)
  score -= 100 * taintsAgainst(state, request, host, 'soft')
  for (let i = 0; i < request.spread.length; i++) {
    const { weight } = request.spread[i]
    if (weight !== undefined) score -= weight * Math.min(100, 20 * countIn(state, ask, host, i))
  }
  return score
}

/** What one plug-in says of a host. set: the NumaNodes the pod would stand on. */
function opinionOf(plugin: ScoreName, state: State, ask: Ask, host: number, set: number): number {
  const allocatable = 1000 * state.view.cpuCount[host]
  const free = state.freeMilli[host]
  if (plugin === 'CpuPacked') return share(allocatable - free + milliOf(ask), allocatable)
  if (plugin === 'CpuFree') return share(free - milliOf(ask), allocatable)
  if (plugin === 'NumaFewest') return share(1, bitCount(set))
  if (plugin === 'VfSpared') return vfSpared(state, ask, host)
  if (plugin === 'MemoryFree') {
    return share(state.freeMemory[host] - ask.memoryMib, state.view.hosts[host].allocatable.memoryMib)
  }
  let inSet = 0
  for (let n = 0; n < NUMA; n++) if ((set >>> n) & 1) inSet += state.view.numaCpuCount[host * NUMA + n]
  return 100 - share(freeIn(state, host, set) - ask.cpus, inSet)
}

/** What a soft together rule adds on a host of the domain where its pods have settled. */
function pull(state: State, { component, scope }: Ask, host: number): number {
  const { weight } = component.request.together ?? {}
  const { together } = scope
  if (weight === undefined || together === null || together.held.size === 0) return 0
  return settledIn(together) === domainOf(state.view, together.domain, host) ? 100 * weight : 0
}

/** Hundredths, floored. A host without any of the whole has a share of 0. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((100 * part) / whole)
}

function vfSpared(state: State, ask: Ask, host: number): number {
  const vfs = state.vfHeld[host].length
  if (takesVf(ask.component.request.network) || vfs === 0) return 100
  return share(vfs - state.freeVf[host], vfs)
}
