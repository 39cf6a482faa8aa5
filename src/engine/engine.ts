import { assert } from '../base/assert.ts'
import type { Event } from '../model/event.ts'
import type { Explanation } from '../model/explanation.ts'
import type { Fleet } from '../model/fleet.ts'
import type { Decision, Holding } from '../model/holding.ts'
import type { Taint } from '../model/kube/node.ts'
import type { ProfileSpec } from '../model/profile.ts'
import type { PodSize } from '../model/size.ts'
import { type ConsolidationPrices, consolidate, type Emptied } from './actions/consolidate.ts'
import { fitCount } from './actions/fit.ts'
import { leavingSets } from './actions/make-room.ts'
import { Watch } from './explain/watch.ts'

import { tolerates } from './kube-scheduler/match/tolerations.ts'
import { PolicyFault } from './policy/guard.ts'
import { type Profile, profileOf } from './profiles.ts'
import { migrateAsked } from './round/migrate-asked.ts'
import { placePending } from './round/place-pending.ts'
import { releaseAsked, releaseForgotten, releaseLost } from './round/release.ts'
import { resizeAsked } from './round/resize-asked.ts'
import { DecisionSheet, Round } from './round/round.ts'
import { Belief } from './state/belief.ts'
import type { PodRecord } from './state/pods.ts'

/** Changes when decisions may change for the same events; part of every run's manifest. */
export const ENGINE_VERSION = '0.2.0'

/**
 * The decision function. Events are observed as they come, then one round decides; nothing happens in between.
 * No clock, no randomness, no I/O: the same fleet and events give the same decisions everywhere.
 */
export interface Engine {
  /**
   * Takes notice of an event. Throws when it contradicts earlier ones (an unknown pod, a host that is not in the
   * fleet, a thing adopted that is held already), and is then as before.
   */
  observe(event: Event): void
  /** Decides one round at a time that never falls; the order of decisions is in docs/ARCHITECTURE.md, "The round". */
  decide(nowUs: number): readonly Decision[]
  /**
   * How each decision about a pod comes about that `decide(nowUs)` would take now: its places, migrates and resizes,
   * granted or refused, in order; releases need no reason beyond their cause. Nothing changes.
   *
   * listed  feasible hosts to list at most
   */
  explain(nowUs: number, pod: string, listed: number): readonly Explanation[]
  /**
   * The fewest moves off one host, of these the cheapest (Cpus moved, then MiB), after which a waiting pod fits: the
   * decisions of the round in which those pods are asked to migrate, the pod's place among them. Null when moving up to
   * movesMax pods does not do. Tried on forks; nothing changes. Throws when the pod is not known or waits for nothing.
   */
  makeRoom(nowUs: number, pod: string, movesMax: number): readonly Decision[] | null
  /**
   * Hosts that it pays to empty, one after another, and where their pods go (`actions/consolidate.ts`). Tried on forks;
   * nothing changes.
   */
  consolidate(nowUs: number, prices: ConsolidationPrices): readonly Emptied[]
  /**
   * How many more pods of a component get a place if they are asked for now, one after another (`actions/fit.ts`).
   * Nothing changes. Throws when the component is not declared.
   */
  fit(more: MorePods): number
  /** What a pod holds, or null when it is not placed or not known. */
  holding(pod: string): Holding | null
  /** Pods wanted and not placed. */
  readonly pendingCount: number
  /** Pods that hold something. */
  readonly placedCount: number
  /** Runs `fn` as a what-if: whatever it observes and decides is taken back when it returns or throws. */
  withFork<T>(fn: (engine: Engine) => T): T
  /** Domains in which rules count pods, and hosts with batch pods; 0 when no pod holds anything. */
  readonly groupCount: number
  /** Copies of every column of the belief, for comparison bit by bit (law L6). */
  columns(): readonly Uint8Array[]
}

/** Pods that may be asked for, all alike. */
export interface MorePods {
  readonly game: string
  readonly zone: string
  readonly component: string
  /** Each pod's; what the component asks for when left out. */
  readonly size?: PodSize
  /** Where counting ends. */
  readonly most: number
}

/** What an engine knows beside its fleet. */
export interface EngineOptions {
  /** Profiles beside the stock ones, each of another name. */
  readonly profiles?: readonly ProfileSpec[]
  /** Policies whose plug-ins are code, for the profiles of that name (`policy/own-profile.ts`). */
  readonly policies?: readonly Profile[]
}

/**
 * An engine that believes every host of the fleet up and empty. Throws when the fleet is not as `model/fleet.ts` says.
 */
export function createEngine(fleet: Fleet, options: EngineOptions = {}): Engine {
  return new FleetEngine(fleet, options)
}

class FleetEngine implements Engine {
  readonly #belief: Belief
  #round = new Round()
  #seq = 0
  #nowUs = 0

  constructor(fleet: Fleet, { profiles = [], policies = [] }: EngineOptions) {
    const written = profiles.filter(({ own }) => own === undefined)
    this.#belief = new Belief(fleet, [...policies, ...written.map(profileOf)])
  }

  observe(event: Event): void {
    const belief = this.#belief
    switch (event.kind) {
      case 'component':
        return belief.declare(event)
      case 'request':
        return belief.want(event)
      case 'resize':
        return this.#round.askResize(belief.pod(event.pod), event)
      case 'release':
        return this.#round.askRelease(belief.pod(event.pod), event.cause)
      case 'migrate':
        return this.#round.askMigrate(belief.pod(event.pod), event.cause)
      case 'forget':
        return this.#round.forget(belief.pod(event.pod), belief.ledger)
      case 'adopt':
        assert(!this.#round.lostHosts.has(belief.hostNamed(event.host)), `${event.host} is not lost in this round`)
        return belief.adopt(event)
      case 'ready':
      case 'confirm':
        belief.pod(event.pod) // What is assumed needs no confirmation to be kept; an unknown pod is a contradiction.
        return
      case 'host-lost':
        belief.ledger.setUp(belief.hostNamed(event.host), false)
        return this.#round.lose(belief.hostNamed(event.host))
      case 'host-recovered':
        return belief.ledger.setUp(belief.hostNamed(event.host), true)
      case 'cordon':
      case 'uncordon':
        return belief.ledger.setCordoned(belief.hostNamed(event.host), event.kind === 'cordon')
      case 'taint':
        return this.#taint(belief.hostNamed(event.host), event.taints)
      case 'foreign':
        return belief.setForeign(event)
    }
  }

  #taint(host: number, taints: readonly Taint[]): void {
    this.#belief.ledger.setTaints(host, taints)
    const driving = taints.filter(({ effect }) => effect === 'NoExecute')
    if (driving.length === 0) return
    for (const pod of this.#belief.podsOn(new Set([host]))) {
      const { tolerations = [] } = pod.component.request
      const isDriven = driving.some((taint) => !tolerates(tolerations, taint))
      if (isDriven && !this.#round.migrates.has(pod)) this.#round.askMigrate(pod, 'taint')
    }
  }

  decide(nowUs: number): readonly Decision[] {
    return this.#decide(nowUs, null)
  }

  explain(nowUs: number, pod: string, listed: number): readonly Explanation[] {
    const watch = new Watch(pod, listed)
    const decisions = this.withFork(() => this.#decide(nowUs, watch))
    // A pod that waits on is tried again in many rounds, and its refusal is written once.
    const own = new Set(decisions.filter((decision) => decision.pod.name === pod).map(({ seq }) => seq))
    return watch.explanations.filter(({ seq }) => own.has(seq))
  }

  makeRoom(nowUs: number, name: string, movesMax: number): readonly Decision[] | null {
    const pod = this.#belief.pod(name)
    assert(pod.holding === null, `pod ${name} waits`)
    for (let count = 1; count <= movesMax; count++) {
      for (const { pods } of leavingSets(this.#belief, pod, count)) {
        const decisions = this.withFork(() => this.#moveAll(nowUs, pods))
        const own = decisions.filter(({ kind, pod: { name: by } }) => {
          return kind === 'migrate' || (kind === 'place' && by === name)
        })
        if (own.length === count + 1) return own
      }
    }
    return null
  }

  consolidate(nowUs: number, prices: ConsolidationPrices): readonly Emptied[] {
    return this.withFork(() => {
      const moveAll = (pods: readonly PodRecord[]): readonly Decision[] => this.#moveAll(nowUs, pods)
      return consolidate(this.#belief, prices, moveAll, (fn) => {
        // What failed is taken back by doing it in a fork first.
        return this.withFork(fn) === null ? null : fn()
      })
    })
  }

  fit({ game, zone, component, size, most }: MorePods): number {
    let count = 0
    return fitCount(this.#belief, () => this.#belief.draft({ name: `${count++}`, game, zone, component }, size), most)
  }

  #moveAll(nowUs: number, pods: readonly PodRecord[]): readonly Decision[] {
    for (const pod of pods) this.#round.askMigrate(pod, 'plan')
    return this.#decide(nowUs, null)
  }

  #decide(nowUs: number, watch: Watch | null): readonly Decision[] {
    assert(nowUs >= this.#nowUs, 'time never falls')
    this.#nowUs = nowUs
    const sheet = new DecisionSheet(nowUs, this.#seq, watch)
    try {
      releaseLost(this.#belief, this.#round, sheet)
      releaseForgotten(this.#belief, this.#round, sheet)
      releaseAsked(this.#belief, this.#round, sheet)
      resizeAsked(this.#belief, this.#round, sheet)
      migrateAsked(this.#belief, this.#round, sheet)
      this.#round.clear()
      placePending(this.#belief, sheet)
    } catch (error) {
      if (error instanceof PolicyFault) error.about(sheet.deciding)
      throw error
    }
    this.#seq += sheet.decisions.length
    return sheet.decisions
  }

  holding(pod: string): Holding | null {
    return this.#belief.find(pod)?.holding ?? null
  }

  get pendingCount(): number {
    return this.#belief.pendingCount
  }

  get placedCount(): number {
    return this.#belief.podCount - this.#belief.pendingCount - this.#round.forgotten.size
  }

  get groupCount(): number {
    return this.#belief.groupCount
  }

  withFork<T>(fn: (engine: Engine) => T): T {
    const { ledger } = this.#belief
    const seq = this.#seq
    const nowUs = this.#nowUs
    const round = this.#round
    const restore = this.#belief.saveWords()
    this.#round = round.copy((pod) => this.#belief.save(pod))
    try {
      return ledger.fork(() => fn(this))
    } finally {
      restore()
      this.#seq = seq
      this.#nowUs = nowUs
      this.#round = round
    }
  }

  columns(): readonly Uint8Array[] {
    return this.#belief.hosts.columns().map((column) => {
      return new Uint8Array(column.buffer, column.byteOffset, column.byteLength).slice()
    })
  }
}
