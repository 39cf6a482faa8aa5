import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { parseCpuList } from '../../../../src/base/cpu-list.ts'
import type { HoldingWords } from '../../../../src/model/decision.ts'
import type { ObservedPod, Snapshot } from '../../../../src/model/snapshot.ts'

/** A pod as it really is; `decision` says whose work its present state is. */
export interface TruePod extends ObservedPod {
  readonly decision: string
}

/** One change of the truth. */
type Change =
  | { readonly kind: 'pod'; readonly name: string; readonly pod: TruePod | null; readonly effect: string }
  | { readonly kind: 'cordon'; readonly host: string; readonly plans: readonly string[]; readonly effect: string }

/**
 * What a small fleet really is, whatever an adapter believes. It may live in a file that each change is appended to, so
 * that it outlives the process: a change is made as soon as its line is written.
 */
export class Truth {
  readonly #start: Snapshot
  readonly #file: string | null
  readonly pods = new Map<string, TruePod>()
  readonly cordons = new Map<string, readonly string[]>()
  /** Every effect, in order, `plan/step/direction call`. */
  readonly effects: string[] = []
  /** Hosts that went away. */
  readonly gone = new Set<string>()
  /** Told of each host that something changed on. */
  readonly listeners = new Set<(host: string) => void>()
  #changes = 0

  constructor(start: Snapshot, file: string | null = null) {
    this.#start = start
    this.#file = file
    for (const pod of start.pods) this.pods.set(pod.name, { ...pod, decision: '' })
    if (file === null || !existsSync(file)) return
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') this.#take(JSON.parse(line) as Change)
  }

  setPod(name: string, pod: Omit<TruePod, 'version'> | null, effect: string): void {
    const version = String(this.#changes + 2)
    this.#change({ kind: 'pod', name, pod: pod === null ? null : { ...pod, version }, effect })
  }

  setCordon(host: string, plans: readonly string[], effect: string): void {
    this.#change({ kind: 'cordon', host, plans, effect })
  }

  loseHost(host: string): void {
    this.gone.add(host)
    for (const told of this.listeners) told(host)
  }

  /** Who else holds a part of this, or that the host is gone, in words; null when it is all there and free. */
  takenBy(name: string, want: HoldingWords): string | null {
    if (this.gone.has(want.host)) return `${want.host} is gone`
    const cpus = new Set(parseCpuList(want.cpus ?? ''))
    for (const pod of this.pods.values()) {
      const { holding } = pod
      if (holding === null || pod.name === name) continue
      if (holding.ip === want.ip) return `${pod.name} has ${want.ip}`
      if (holding.host !== want.host) continue
      const shared = (parseCpuList(holding.cpus ?? '') ?? []).filter((cpu) => cpus.has(cpu))
      if (shared.length > 0) return `${pod.name} has Cpu ${shared.join()} of ${want.host}`
    }
    return null
  }

  snapshot(): Snapshot {
    const pods = [...this.pods.values()].map(({ decision, ...pod }) => pod)
    const hosts = this.#start.hosts.map((host) => {
      const plans = this.cordons.get(host.name) ?? []
      return plans.length === 0 ? host : { ...host, cordoned: true, version: `${host.version} ${plans.join()}` }
    })
    const there = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] => {
      return all.filter(({ name }) => !this.gone.has(name))
    }
    const fleet = { ...this.#start.fleet, hosts: there(this.#start.fleet.hosts) }
    return { ...this.#start, fleet, hosts: there(hosts), pods: pods.sort((a, b) => (a.name < b.name ? -1 : 1)) }
  }

  /** What is left when all is done, to compare one run with another: who holds what. */
  state(): readonly string[] {
    const pods = [...this.pods.values()].map(({ name, holding, cpus, memoryMib }) => {
      return `${name} ${cpus} ${memoryMib} ${JSON.stringify(holding)}`
    })
    const cordoned = [...this.cordons].filter(([, plans]) => plans.length > 0).map(([host]) => `cordoned ${host}`)
    return [...pods, ...cordoned].sort()
  }

  #change(change: Change): void {
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(change)}\n`)
    this.#take(change)
  }

  #take(change: Change): void {
    this.#changes++
    this.effects.push(change.effect)
    if (change.kind === 'cordon') this.cordons.set(change.host, change.plans)
    else if (change.pod === null) this.pods.delete(change.name)
    else this.pods.set(change.name, change.pod)
    const host = change.kind === 'pod' ? change.pod?.holding?.host : change.host
    if (host !== undefined) for (const told of this.listeners) told(host)
  }
}
