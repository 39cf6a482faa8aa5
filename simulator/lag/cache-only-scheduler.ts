import { assert } from '../../src/base/assert.ts'
import { byCodeUnit } from '../../src/base/order.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { DecisionLine, HoldingWords } from '../../src/model/decision.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Event, PodRequested } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import type { Scheduler } from './scheduler.ts'

type Place = Extract<Decision, { kind: 'place' }>
type Cause = Place['cause']

/** A pod that waits: what was asked for, at the size asked for last. */
interface Waiting {
  readonly request: PodRequested
  readonly cause: Cause
  isRefused: boolean
}

/** A pod that was given something that the cache does not show as its own. */
interface Given {
  readonly request: PodRequested
  readonly place: Place
  /** The cache has shown the pod, but something it holds is another's there. */
  isSeen: boolean
}

/**
 * A scheduler without the check of S7: it knows of a placement what its cache shows, and that shows it late. Each pod
 * is given the best place by the cache as it is, as if nothing were under way, so the same Cpus, VF or address may be
 * given twice. Pods of the first instant were there before, and are in the cache.
 *
 * A pod that the cache cannot show, as it holds what is another's there, counts nowhere until that is free; until then
 * it is not resized, and neither is one that the cache does not show yet: their owners may ask again.
 */
export class CacheOnlyScheduler implements Scheduler {
  readonly #cache: Engine
  readonly #told: (event: Event) => void
  readonly #textOf: (decision: Decision) => string
  readonly #hostNames: readonly string[]
  readonly #waiting = new Map<string, Waiting>()
  readonly #given = new Map<string, Given>()
  /** Pods that the cache shows. */
  readonly #shown = new Map<string, { readonly request: PodRequested; readonly host: number }>()
  #ended: Decision[] = []
  #seq = 0

  constructor(cache: Engine, fleet: Fleet, told: (event: Event) => void) {
    this.#cache = cache
    this.#told = told
    this.#textOf = createDecisionWriter(fleet)
    this.#hostNames = fleet.hosts.map((host) => host.name)
  }

  observe(event: Event): void {
    this.#told(event)
    switch (event.kind) {
      case 'request':
        this.#waiting.set(event.pod, { request: event, cause: event.cause, isRefused: false })
        return
      case 'confirm':
        return this.#show(event.pod, event.atUs)
      case 'forget':
        return this.#end(event.pod, 'bind-failed', event.atUs)
      case 'release':
        if (this.#waiting.delete(event.pod)) return
        return this.#end(event.pod, event.cause, event.atUs)
      case 'resize':
        return this.#resize(event)
      case 'host-lost':
        return this.#lose(event.host, event.atUs)
      case 'ready':
        return
      default:
        return this.#cache.observe(event)
    }
  }

  decide(nowUs: number): readonly Decision[] {
    const ended = this.#ended.sort((a, b) => byCodeUnit(a.pod.name, b.pod.name))
    this.#ended = []
    const known = this.#cache.decide(nowUs)
    for (const { kind, pod } of known) if (kind === 'release') this.#shown.delete(pod.name)
    for (const [name, given] of this.#given) if (given.isSeen) this.#show(name, nowUs)
    const placed = nowUs === 0 ? this.#placeAtOnce() : this.#placeByCache(nowUs)
    return [...ended, ...known, ...placed].map((decision) => ({ ...decision, seq: ++this.#seq }))
  }

  get pendingCount(): number {
    return this.#waiting.size
  }

  readonly needsTurn = false

  /** Every waiting pod by itself, longest waiting first. */
  #placeByCache(nowUs: number): Decision[] {
    const decisions: Decision[] = []
    const inTime = [...this.#waiting].sort(
      ([a, { request: one }], [b, { request: other }]) => one.atUs - other.atUs || byCodeUnit(a, b),
    )
    for (const [name, waiting] of inTime) {
      const [decision] = this.#cache.withFork((fork) => {
        fork.observe({ ...waiting.request, atUs: nowUs })
        return fork.decide(nowUs)
      })
      const own = { ...decision, cause: waiting.cause }
      if (own.kind === 'place') {
        this.#waiting.delete(name)
        this.#given.set(name, { request: waiting.request, place: own, isSeen: false })
      } else if (waiting.isRefused) {
        continue
      }
      waiting.isRefused = true
      decisions.push(own)
    }
    return decisions
  }

  /** The first instant: pods that were there before, booked as they are placed. */
  #placeAtOnce(): readonly Decision[] {
    for (const { request } of this.#waiting.values()) this.#cache.observe(request)
    const decisions = this.#cache.decide(0)
    for (const decision of decisions) {
      const { name } = decision.pod
      const waiting = this.#waiting.get(name)
      assert(waiting !== undefined, 'only waiting pods are decided on')
      if (decision.kind === 'place') {
        this.#waiting.delete(name)
        this.#shown.set(name, { request: waiting.request, host: decision.holding.host })
      } else {
        waiting.isRefused = true
        this.#cache.observe({ atUs: 0, kind: 'release', pod: name, cause: 'gone' })
      }
    }
    return decisions
  }

  /** The cache shows a pod: its holding is booked there, unless some of it is another's. */
  #show(pod: string, atUs: number): void {
    const given = this.#given.get(pod)
    if (given === undefined) return // Shown already, or ended meanwhile.
    const words = JSON.parse(this.#textOf(given.place)) as DecisionLine & HoldingWords
    const { game, zone, component } = given.request
    try {
      this.#cache.observe({ ...words, atUs, kind: 'adopt', pod, game, zone, component })
    } catch {
      given.isSeen = true
      return
    }
    this.#given.delete(pod)
    this.#shown.set(pod, { request: given.request, host: given.place.holding.host })
  }

  #resize(event: Extract<Event, { kind: 'resize' }>): void {
    const waiting = this.#waiting.get(event.pod)
    if (waiting !== undefined) {
      const { cpus, memoryMib } = event
      this.#waiting.set(event.pod, { ...waiting, request: { ...waiting.request, cpus, memoryMib } })
    } else if (this.#shown.has(event.pod)) {
      this.#cache.observe(event)
    }
  }

  /** Ends what a pod was given. One whose bind failed waits again. */
  #end(pod: string, cause: string, atUs: number): void {
    const shown = this.#shown.get(pod)
    if (shown !== undefined) {
      assert(cause !== 'bind-failed', `${pod} is bound`)
      this.#cache.observe({ atUs, kind: 'release', pod, cause: cause as 'gone' })
      return
    }
    const given = this.#given.get(pod)
    if (given === undefined) return
    this.#given.delete(pod)
    this.#ended.push(releaseOf(given.place, given.place.holding, cause, atUs))
    if (cause === 'bind-failed' || cause === 'host-lost') this.#wantAgain(given.request)
  }

  #lose(host: string, atUs: number): void {
    const index = this.#hostNames.indexOf(host)
    for (const [name, given] of this.#given) {
      if (given.place.holding.host === index) this.#end(name, 'host-lost', atUs)
    }
    for (const [name, shown] of this.#shown) {
      if (shown.host !== index) continue
      // Asked for, so that the cache does not place it anew by itself.
      this.#cache.observe({ atUs, kind: 'release', pod: name, cause: 'gone' })
      this.#wantAgain(shown.request)
    }
    this.#cache.observe({ atUs, kind: 'host-lost', host })
  }

  #wantAgain(request: PodRequested): void {
    this.#waiting.set(request.pod, { request, cause: 'recover', isRefused: false })
  }
}

function releaseOf({ pod, profile }: Place, holding: Holding, cause: string, atUs: number): Decision {
  return { seq: 0, atUs, kind: 'release', pod, profile, cause, holding }
}
