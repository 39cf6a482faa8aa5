import { randomStream } from '../../src/base/random.ts'
import type { Rollout } from '../../src/model/rollout.ts'
import { Phase } from '../event-queue.ts'
import { NumberList } from '../record/number-list.ts'
import type { GameRun } from '../workload/game-run.ts'
import { playersLeft } from '../workload/sessions.ts'
import { PodState } from '../world/pod-table.ts'
import type { Restart } from '../world/world-parts.ts'
import type { RolloutParts, RolloutStatus, StepRecord } from './rollout-parts.ts'

interface Updating {
  readonly name: string
  readonly stoppedUs: number
  /** Players it had when it was taken out of its load balancer's rotation; 0 without one. */
  readonly players: number
  /** It is to run the new version. */
  isNew: boolean
}

/** A pod of the new version, and the image it was made from before; see World.imageOf. */
interface Updated {
  readonly slot: number
  readonly before: number
}

/** What a wake-up is for; from 0 on it is the slot of a pod whose drain is over. */
export const WAKE = { begin: -3, settle: -2, held: -1 } as const

/**
 * One rollout as it goes: step by step, in each step so many pods at once, each drained, stopped and found again. What
 * follows from an instant is done after the load is read, so that no pod is replaced while games grow and shrink.
 */
export class RolloutRun {
  status: RolloutStatus = 'waits'
  readonly steps: StepRecord[] = []
  /** Pods that run the new version, by name. */
  readonly updated = new Map<string, Updated>()
  readonly #awayUs = new NumberList()
  playersDisconnected = 0
  rolledBack = 0
  endUs: number | null = null
  readonly #rollout: Rollout
  readonly #index: number
  readonly #parts: RolloutParts
  readonly #games: readonly GameRun[]
  /** Pods that failed: they stay with the version before. */
  readonly #failed = new Set<string>()
  readonly #running = new Map<number, Updating>()
  /** When pods stopped that are no longer waited for, as they found no place, by slot. */
  readonly #astray = new Map<number, number>()
  #todo: { readonly slot: number; readonly name: string }[] = []
  #slowestUs = 0

  /** index: its number among the run's. */
  constructor(rollout: Rollout, index: number, parts: RolloutParts) {
    this.#rollout = rollout
    this.#index = index
    this.#parts = parts
    this.#games = parts.games.filter(({ name }) => rollout.games.includes(name))
    this.#wake(rollout.atUs, WAKE.begin)
  }

  /** Pods that are away for it, or drain. */
  get podsUpdating(): number {
    return this.#running.size
  }

  /** Pods of the new version that have a place. */
  get podsUpdated(): number {
    const { state } = this.#parts.pods
    let count = 0
    for (const { slot } of this.updated.values()) if (state[slot] !== PodState.pending) count++
    return count
  }

  /** From each pod's stop until its players found it again, or until now where they have not. */
  awayUs(nowUs: number): NumberList {
    const all = new NumberList()
    for (const awayUs of this.#awayUs.values()) all.push(awayUs)
    for (const { stoppedUs } of this.#running.values()) if (stoppedUs >= 0) all.push(nowUs - stoppedUs)
    for (const stoppedUs of this.#astray.values()) all.push(nowUs - stoppedUs)
    return all
  }

  /** It is time for what was set; see WAKE. */
  wake(nowUs: number, what: number): void {
    if (what >= 0) this.#stop(nowUs, what)
    else if (what === WAKE.begin || (what === WAKE.held && this.status === 'holds')) this.#step(nowUs)
    this.#settle(nowUs)
  }

  /** A pod's players find it. */
  ready(nowUs: number, slot: number): void {
    const one = this.#running.get(slot)
    if (one === undefined) this.#goBackToo(nowUs, slot)
    const stoppedUs = one?.stoppedUs ?? this.#astray.get(slot) ?? -1
    if (stoppedUs < 0) return
    const awayUs = nowUs - stoppedUs
    this.#awayUs.push(awayUs)
    this.#astray.delete(slot)
    if (one === undefined) return
    this.#running.delete(slot)
    if (one.isNew) this.#slowestUs = Math.max(this.#slowestUs, awayUs)
    this.#wake(nowUs, WAKE.settle)
  }

  /** A pod is given up by its game, or will be when it has drained. */
  gone(nowUs: number, slot: number): void {
    this.#todo = this.#todo.filter((other) => other.slot !== slot)
    this.#astray.delete(slot)
    const wasUpdated = this.updated.delete(this.#parts.pods.nameOf(slot))
    if (this.#running.delete(slot) || (wasUpdated && this.status === 'rolls back')) this.#wake(nowUs, WAKE.settle)
  }

  /** How a pod starts once more, with the version before, when it fails to start; null: it starts. */
  fails(slot: number): Restart | null {
    const { name, failsPermille } = this.#rollout
    const one = this.#running.get(slot)
    if (one === undefined || !one.isNew) return null
    const stream = randomStream(this.#parts.seed, `rollout/${name}/${one.name}`)
    if (stream.uint32() % 1000 >= failsPermille) return null
    one.isNew = false
    const before = this.updated.get(one.name)?.before ?? -1
    this.updated.delete(one.name)
    this.#failed.add(one.name)
    this.steps[this.steps.length - 1].failures++
    return this.#restart(before)
  }

  #restart(image: number): Restart {
    const { takesUs, change } = this.#rollout
    return { takesUs, version: { change, image } }
  }

  /** A pod that was away when the others went back is found with the new version: now it goes back. */
  #goBackToo(nowUs: number, slot: number): void {
    const name = this.#parts.pods.nameOf(slot)
    if (this.status !== 'rolls back' || !this.updated.has(name)) return
    if (this.#todo.some((other) => other.slot === slot)) return
    this.#todo.push({ slot, name })
    this.#wake(nowUs, WAKE.settle)
  }

  #wake(atUs: number, what: number): void {
    this.#parts.queue.push(atUs, Phase.rollout, this.#index, what)
  }

  /** Begins the next step; none is left: it is done. */
  #step(nowUs: number): void {
    const step = this.#rollout.steps.at(this.steps.length)
    if (step === undefined) {
      this.status = 'done'
      this.endUs = nowUs
      return
    }
    const { pods, fleet } = this.#parts
    const slots = this.#games.flatMap((game) => game.slotsOf(this.#rollout.component))
    const there = slots.filter((slot) => {
      const name = pods.nameOf(slot)
      if (pods.state[slot] !== PodState.ready || this.updated.has(name) || this.#failed.has(name)) return false
      const { region, idc } = fleet.hosts[pods.host[slot]]
      const isAnywhere = step.regions.length === 0 && step.idcs.length === 0
      return isAnywhere || step.regions.includes(region) || step.idcs.includes(idc)
    })
    const count = Math.min(step.podsMax, Math.ceil((there.length * step.percent) / 100))
    this.#todo = there.slice(0, count).map((slot) => ({ slot, name: pods.nameOf(slot) }))
    this.steps.push({ name: step.name, fromUs: nowUs, pods: count, failures: 0, untilUs: null })
    this.#slowestUs = 0
    this.status = 'under way'
  }

  /** Does what follows from how things stand. */
  #settle(nowUs: number): void {
    if (this.status === 'under way' && this.#isExceeded(nowUs)) {
      this.status = 'gives up'
      this.#todo = []
    }
    if (this.status === 'gives up') this.#leaveAstray(nowUs)
    this.#fill(nowUs)
    if (this.#running.size > 0) return
    if (this.status === 'gives up') {
      this.status = 'rolls back'
      this.#todo = [...this.updated].map(([name, { slot }]) => ({ slot, name }))
      this.#fill(nowUs)
    }
    if (this.#running.size > 0) return
    if (this.status === 'rolls back' && this.updated.size === 0) {
      this.status = 'aborted'
      this.endUs = nowUs
    } else if (this.status === 'under way') {
      this.steps[this.steps.length - 1].untilUs = nowUs
      this.status = 'holds'
      this.#wake(nowUs + this.#rollout.steps[this.steps.length - 1].holdUs, WAKE.held)
    }
  }

  #isExceeded(nowUs: number): boolean {
    const { awayUsMax = Infinity, failuresPermille = 1000 } = this.#rollout.gate
    const { failures, pods } = this.steps[this.steps.length - 1]
    if (this.#slowestUs > awayUsMax || failures * 1000 > failuresPermille * pods) return true
    if (awayUsMax === Infinity) return false
    for (const { isNew, stoppedUs } of this.#running.values())
      if (isNew && stoppedUs >= 0 && nowUs - stoppedUs > awayUsMax) return true
    return false
  }

  /** Waits no longer for pods that found no place in the instant they stopped: they may never find one. */
  #leaveAstray(nowUs: number): void {
    for (const [slot, { name, stoppedUs }] of this.#running) {
      if (stoppedUs < 0 || stoppedUs === nowUs || this.#parts.pods.state[slot] !== PodState.pending) continue
      this.#running.delete(slot)
      this.#astray.set(slot, stoppedUs)
      this.#leaveOut(slot, name)
    }
  }

  #fill(nowUs: number): void {
    const { pods } = this.#parts
    const { atOnce, drainUs } = this.#rollout
    while (this.#running.size < atOnce) {
      const next = this.#todo.shift()
      if (next === undefined) return
      const { slot, name } = next
      if (pods.state[slot] !== PodState.ready || pods.nameOf(slot) !== name) {
        if (this.status === 'rolls back') this.#leaveOut(slot, name)
        continue
      }
      const players = this.#parts.games[pods.owner[slot]].takeOut(slot)
      this.#running.set(slot, { name, stoppedUs: -1, players, isNew: this.status !== 'rolls back' })
      if (drainUs === 0) this.#stop(nowUs, slot)
      else this.#wake(nowUs + drainUs, slot)
    }
  }

  /** A pod that is to go back is away: without a place it comes up with the version before, else it follows. */
  #leaveOut(slot: number, name: string): void {
    const { pods, world } = this.#parts
    const isPlaced = pods.state[slot] === PodState.starting || pods.state[slot] === PodState.unnamed
    if (pods.nameOf(slot) === name && isPlaced) return
    const before = this.updated.get(name)?.before ?? -1
    if (pods.nameOf(slot) === name) world.giveImage(slot, before)
    this.updated.delete(name)
  }

  /** Its drain is over: the pod stops and starts as the other version. */
  #stop(nowUs: number, slot: number): void {
    const { pods, world } = this.#parts
    const one = this.#running.get(slot)
    if (one === undefined || one.stoppedUs >= 0) return
    this.#running.delete(slot)
    if (pods.state[slot] !== PodState.ready) return
    const game = this.#parts.games[pods.owner[slot]]
    const playersBefore = game.playersCutOff
    const before = world.imageOf(slot)
    const image = this.#imageFor(one, before)
    this.updated.delete(one.name)
    if (this.status === 'rolls back') this.rolledBack++
    const isInPlace = this.#rollout.mode === 'in-place'
    if (isInPlace) world.restart(nowUs, slot, this.#restart(image))
    const now = isInPlace ? slot : game.replace(nowUs, slot)
    if (!isInPlace) world.giveImage(now, image)
    const name = pods.nameOf(now)
    this.#running.set(now, { name, stoppedUs: nowUs, players: 0, isNew: one.isNew })
    if (one.isNew) this.updated.set(name, { slot: now, before })
    const { awayUsMax } = this.#rollout.gate
    if (one.isNew && awayUsMax !== undefined) this.#wake(nowUs + awayUsMax + 1, WAKE.settle)
    const players = one.players > 0 ? one.players : game.playersCutOff - playersBefore
    const left = playersLeft(players, this.#rollout.drainUs, game.sessionUs)
    this.playersDisconnected += left
    if (one.players > 0) world.balancers.drained(players, left)
  }

  /** What a pod that stops is made from next; now: what it is made from. A changed configuration changes no image. */
  #imageFor({ name, isNew }: Updating, now: number): number {
    const { image } = this.#rollout
    if (image === undefined) return now
    return isNew ? image : (this.updated.get(name)?.before ?? now)
  }
}
