import { Sha256 } from '../../src/base/sha256.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { HostTable } from '../../src/engine/state/host-table.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { PodRequested } from '../../src/model/event.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { PodRequest } from '../../src/model/request.ts'
import { benchFleet } from './bench-fleet.ts'

/** Interleaved classes: each placement is of another class than the one before. */
export const CLASS_COUNT = 200
/** Pods asked for in one round. */
const ROUND_SIZE = 10
const ZONE_SIZE = 10

/** Every dimension in turn: sizes, both networks, both NumaNode policies, both profiles, disk, spread, locality. */
export function benchRequest(i: number): PodRequest {
  const cpus = [1, 2, 2, 3, 4, 4, 6, 8, 12, 2][i % 10]
  return {
    cpus,
    memoryMib: cpus * 2048 + (i % 7) * 256,
    diskMib: i % 3 === 0 ? 20_480 : 0,
    ioKibps: i % 3 === 0 ? 4096 : 0,
    network: i % 2 === 0 ? 'sriov' : 'bridge',
    numa: i % 5 < 3 ? 'single' : 'preferred',
    where: i % 8 === 7 ? { regions: [`r${i % 4}`] } : {},
    spread: SPREADS[i % 4],
    ...(i % 6 === 0 ? { together: { scope: 'zone', domain: 'module' } as const } : {}),
    profile: Math.floor(i / 2) % 2 === 0 ? 'pack' : 'spread',
  }
}

const SPREADS: readonly PodRequest['spread'][] = [
  [{ scope: 'zone', domain: 'host', limit: 1 }],
  [{ scope: 'game', domain: 'host', limit: 4, weight: 1 }],
  [{ scope: 'zone', domain: 'rack', weight: 1 }],
  [],
]

export interface PlacementFigures {
  readonly hostCount: number
  readonly placed: number
  readonly perSecond: number
  /** Time of one placement ÷ time of one plain loop over all hosts' free columns, both taken in turns in this run. */
  readonly ratioToPlainLoop: number
  readonly plainLoopUs: number
  readonly digest: string
}

/**
 * Places `podsPerHost` pods a host through the engine's public face, digests what it decides, and takes turns with the
 * plain loop so that a slow spell of the machine falls on both. now: milliseconds.
 */
export function benchPlacement(hostCount: number, podsPerHost: number, now: () => number): PlacementFigures {
  const fleet = benchFleet(hostCount)
  const engine = createEngine(fleet)
  const table = new HostTable(fleet)
  const write = createDecisionWriter(fleet)
  const sha = new Sha256()
  const encoder = new TextEncoder()
  const requests = benchRequests()
  declareAll(engine, requests)
  let placed = 0
  let engineMs = 0
  let loopMs = 0
  let loopCount = 0
  for (let first = 0; first < hostCount * podsPerHost; first += 1000) {
    const events = requestEvents(requests, first, Math.min(hostCount * podsPerHost, first + 1000))
    const begun = now()
    const rounds = askAndDecide(engine, events)
    const between = now()
    for (let i = 0; i < 20; i++) sink += plainLoop(table, 1 + (i % 8))
    loopMs += now() - between
    loopCount += 20
    engineMs += between - begun
    for (const decision of rounds.flat()) {
      if (decision.kind === 'place') placed++
      sha.update(encoder.encode(`${write(decision)}\n`))
    }
  }
  const plainLoopUs = (1000 * loopMs) / loopCount
  const placeUs = (1000 * engineMs) / placed
  return {
    hostCount,
    placed,
    perSecond: Math.round(1e6 / placeUs),
    ratioToPlainLoop: placeUs / plainLoopUs,
    plainLoopUs,
    digest: sha.hex(),
  }
}

/** One of each class. */
export function benchRequests(): readonly PodRequest[] {
  return Array.from({ length: CLASS_COUNT }, (_, i) => benchRequest(i))
}

/** Makes every request that of a component of a game of its own. */
export function declareAll(engine: Engine, requests: readonly PodRequest[]): void {
  requests.forEach((request, i) => {
    engine.observe({ atUs: 0, kind: 'component', game: `g${i}`, component: 'c', request })
  })
}

/** What the engine is asked for, made before the clock runs. */
export function requestEvents(requests: readonly PodRequest[], first: number, end: number): PodRequested[] {
  return Array.from({ length: end - first }, (_, offset) => {
    const i = first + offset
    const klass = i % CLASS_COUNT
    const ordinal = Math.floor(i / CLASS_COUNT)
    const words = { game: `g${klass}`, zone: `z${Math.floor(ordinal / ZONE_SIZE)}`, component: 'c' }
    const { cpus, memoryMib } = requests[klass]
    const pod = `${words.game}/${words.zone}/c-${ordinal}`
    return { atUs: Math.floor(i / ROUND_SIZE), kind: 'request', pod, ...words, cpus, memoryMib, cause: 'launch' }
  })
}

/** Observes the events and decides once for each instant of them. */
export function askAndDecide(engine: Engine, events: readonly PodRequested[]): (readonly Decision[])[] {
  const rounds: (readonly Decision[])[] = []
  for (let i = 0; i < events.length; i++) {
    engine.observe(events[i])
    if (i + 1 === events.length || events[i + 1].atUs > events[i].atUs) rounds.push(engine.decide(events[i].atUs))
  }
  return rounds
}

/** Keeps the plain loop from being optimised away. */
export let sink = 0

/** The least a search without memory must do: read what every host has free and remember the best that fits. */
function plainLoop(table: HostTable, cpus: number): number {
  let best = -1
  let bestFree = -1
  for (let host = 0; host < table.hostCount; host++) {
    const free = table.freeCpus(host)
    if (free < cpus || table.freeMemoryMib(host) < 1024 || table.freeVfs(host) === 0 || free <= bestFree) continue
    best = host
    bestFree = free
  }
  return best
}
