import type { Event } from '../../../src/model/event.ts'
import type { Fleet, NetworkMode } from '../../../src/model/fleet.ts'
import type { Decision, Holding } from '../../../src/model/holding.ts'
import type { NetworkModel, NetworkTuning, Traffic } from '../../../src/model/network.ts'
import { Stretch } from './network-stretch.ts'

/** A run as it was told: what happened, in that order, and what was read of the players at each sample. */
export interface ToldRun {
  readonly fleet: Fleet
  readonly network: NetworkModel
  /** Speed of each host. */
  readonly speeds: readonly number[]
  readonly traffic: ReadonlyMap<string, Traffic>
  readonly told: readonly (
    | { readonly event: Event }
    | { readonly decision: Decision }
    | {
        readonly atUs: number
        readonly players: ReadonlyMap<string, number>
        readonly noise: ReadonlyMap<string, number>
      }
  )[]
  readonly endUs: number
}

/** What is expected of one component, in packets, bytes and player-microseconds. */
export interface Expected {
  offered: number
  refused: number
  lost: Record<'vf' | 'host' | 'nic' | 'gateway', number>
  carried: number
  bytes: number
  playerUs: number
  degradedUs: number
  refusedUs: number
  full: number
  firstFullUs: number | null
  p50: [number, number][]
  p99: [number, number][]
}

export interface Pod {
  readonly name: string
  readonly group: string
  readonly mode: NetworkMode
  holding: Holding | null
  isReady: boolean
  usedMib: number
  isFull: boolean
}

export interface Sending {
  readonly pod: Pod
  readonly holding: Holding
  readonly players: number
  readonly offered: number
  readonly growth: number
}

/**
 * The network of a run worked out again from what was told of it, by the words of docs/NETWORK.md alone: one pod after
 * another over lists and maps, nothing shared with the simulator. Games are global, each of one component that is named
 * like it, and are read at each sample.
 */
export function expectedNetwork(run: ToldRun): {
  readonly groups: ReadonlyMap<string, Expected>
  readonly shortUs: ReadonlyMap<string, number>
  readonly aboveUs: ReadonlyMap<string, number>
} {
  const pods = new Map<string, Pod>()
  const groups = new Map([...run.traffic.keys()].map((name) => [name, nothing()]))
  const shortUs = new Map<string, number>()
  const aboveUs = new Map<string, number>()
  let players: ReadonlyMap<string, number> = new Map()
  let noise: ReadonlyMap<string, number> = new Map()
  const times = run.network.tuning.map(({ fromUs }) => fromUs)
  for (let i = 0; i < run.told.length; i++) {
    const item = run.told[i]
    if ('event' in item) happen(item.event, pods)
    else if ('decision' in item) carryOut(item.decision, pods)
    else [players, noise] = [item.players, item.noise]
    const now = atOf(item)
    const next = i + 1 < run.told.length ? atOf(run.told[i + 1]) : run.endUs
    // A change of tuning cuts a stretch in two.
    const cuts = [now, ...times.filter((at) => at > now && at < next), next]
    for (let c = 1; c < cuts.length; c++) {
      const lasts = cuts[c] - cuts[c - 1]
      if (lasts <= 0) continue
      const tuning = run.network.tuning.filter(({ fromUs }) => fromUs <= cuts[c - 1]).at(-1) as NetworkTuning
      const sending = sendingOf(run, pods, players, noise)
      new Stretch({ run, tuning, sending, atUs: cuts[c - 1], lasts, groups, shortUs, aboveUs, pods }).pass()
    }
  }
  return { groups, shortUs, aboveUs }
}

function nothing(): Expected {
  const lost = { vf: 0, host: 0, nic: 0, gateway: 0 }
  const players = { playerUs: 0, degradedUs: 0, refusedUs: 0 }
  const disk = { full: 0, firstFullUs: null }
  return { offered: 0, refused: 0, lost, carried: 0, bytes: 0, ...players, ...disk, p50: [], p99: [] }
}

function atOf(item: ToldRun['told'][number]): number {
  return 'event' in item ? item.event.atUs : 'decision' in item ? item.decision.atUs : item.atUs
}

function happen(event: Event, pods: Map<string, Pod>): void {
  if (event.kind === 'request')
    pods.set(event.pod, {
      name: event.pod,
      group: event.game,
      mode: 'nat',
      holding: null,
      isReady: false,
      usedMib: 0,
      isFull: false,
    })
  const pod = 'pod' in event ? pods.get(event.pod) : undefined
  if (event.kind === 'ready' && pod !== undefined) pod.isReady = true
  if (event.kind === 'release' && pod !== undefined) {
    pod.isReady = false
    pods.delete(event.pod)
    // What it holds is reserved until its release is decided.
    if (pod.holding !== null) pods.set(`${event.pod} leaving`, pod)
  }
}

function carryOut(decision: Decision, pods: Map<string, Pod>): void {
  const name = decision.pod.name
  const pod = pods.get(`${name} leaving`) ?? pods.get(name)
  if (decision.kind === 'refuse' || pod === undefined) return
  if (decision.kind === 'release') {
    pod.isReady = false
    pod.holding = null
    pods.delete(`${name} leaving`)
    if (decision.holding.volumeMib === 0) [pod.usedMib, pod.isFull] = [0, false]
  } else pods.set(name, Object.assign(pod, { holding: decision.holding, mode: decision.holding.network }))
}

function sendingOf(
  run: ToldRun,
  pods: ReadonlyMap<string, Pod>,
  players: ReadonlyMap<string, number>,
  noise: ReadonlyMap<string, number>,
): Sending[] {
  const found: Sending[] = []
  for (const [group, traffic] of run.traffic) {
    const shards = [...pods.values()].filter((pod) => pod.group === group && pods.get(pod.name) === pod)
    const all = players.get(group) ?? 0
    shards.forEach((pod, i) => {
      const own = Math.floor(all / shards.length) + (i < all % shards.length ? 1 : 0)
      if (!pod.isReady || pod.holding === null) return
      const factor = (noise.get(pod.name) ?? 1000) / 1000
      const offered = (traffic.packetsBase + own * traffic.packetsPerPlayer) * factor
      const perHour = traffic.diskMibPerHour + (own * traffic.diskKibPerPlayerHour) / 1024
      found.push({ pod, holding: pod.holding, players: own, offered, growth: (perHour * factor) / 3.6e9 })
    })
  }
  return found
}

/** Weighted quantile of (value, weight), by sorting. */
export function quantileOf(pairs: readonly (readonly [number, number])[], share: number): number | null {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0])
  const whole = sorted.reduce((t, [, weight]) => t + weight, 0)
  let below = 0
  for (const [value, weight] of sorted) {
    below += weight
    if (below >= whole * share * (1 - 1e-9)) return value
  }
  return null
}
