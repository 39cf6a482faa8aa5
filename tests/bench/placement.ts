import { Sha256 } from '../../src/base/sha256.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { PodRequest } from '../../src/model/request.ts'
import { benchFleet } from './bench-fleet.ts'

/** Every dimension in turn: sizes, both networks, both NumaNode policies, both profiles, disk, spread, locality. */
export function benchRequest(i: number): PodRequest {
  const cpus = [1, 2, 2, 3, 4, 4, 6, 8, 12, 2][i % 10]
  const spread: PodRequest['spread'] =
    i % 4 === 0 ? [{ scope: 'zone', domain: 'host', limit: 1 }]
    : i % 4 === 1 ? [{ scope: 'game', domain: 'host', limit: 4, weight: 1 }]
    : i % 4 === 2 ? [{ scope: 'zone', domain: 'rack', weight: 1 }]
    : []
  return {
    cpus,
    memoryMib: cpus * 2048 + (i % 7) * 256,
    diskMib: i % 3 === 0 ? 20_480 : 0,
    ioKibps: i % 3 === 0 ? 4096 : 0,
    network: i % 2 === 0 ? 'sriov' : 'bridge',
    numa: i % 5 < 3 ? 'single' : 'preferred',
    where: i % 8 === 7 ? { regions: [`r${i % 4}`] } : {},
    spread,
    ...(i % 6 === 0 ? { together: { scope: 'zone', domain: 'module' } as const } : {}),
    profile: Math.floor(i / 2) % 2 === 0 ? 'pack' : 'spread',
  }
}

export interface PlacementFigures {
  readonly hosts: number
  readonly placed: number
  readonly seconds: number
  readonly perSecond: number
  readonly digest: string
}

/** Places `podsPerHost` pods a host, of `classCount` interleaved classes in zones of ten, each in its own round. */
export function benchPlacement(hostCount: number, classCount: number, podsPerHost: number, now: () => number): PlacementFigures {
  const fleet = benchFleet(hostCount)
  const engine = createEngine(fleet)
  const write = createDecisionWriter(fleet)
  for (let i = 0; i < classCount; i++) {
    engine.observe({ atUs: 0, kind: 'component', game: `g${i}`, component: 'c', request: benchRequest(i) })
  }
  const requests = Array.from({ length: classCount }, (_, i) => benchRequest(i))
  const sha = new Sha256()
  const encoder = new TextEncoder()
  const podCount = hostCount * podsPerHost
  let placed = 0
  const chunkSize = 1000
  let seconds = 0
  for (let first = 0; first < podCount; first += chunkSize) {
    const begun = now()
    const batches = []
    for (let i = first; i < Math.min(podCount, first + chunkSize); i++) {
      const klass = i % classCount
      const ordinal = Math.floor(i / classCount)
      const { cpus, memoryMib } = requests[klass]
      const zone = `z${Math.floor(ordinal / 10)}`
      const pod = `g${klass}/${zone}/c-${ordinal}`
      engine.observe({ atUs: i, kind: 'request', pod, game: `g${klass}`, zone, component: 'c', cpus, memoryMib, cause: 'launch' })
      batches.push(engine.decide(i))
    }
    seconds += (now() - begun) / 1000
    for (const batch of batches) for (const decision of batch) {
      if (decision.kind === 'place') placed++
      sha.update(encoder.encode(`${write(decision)}\n`))
    }
  }
  return { hosts: hostCount, placed, seconds, perSecond: Math.round(placed / seconds), digest: sha.hex() }
}
