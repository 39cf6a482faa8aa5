import { assert } from '../../src/base/assert.ts'
import type { ReleaseCause, RequestCause } from '../../src/model/event.ts'
import type { Game } from '../../src/model/scenario.ts'
import { sizeOf } from '../../src/model/size.ts'
import { type EventQueue, Phase } from '../event-queue.ts'
import { PodState, type PodTable } from '../world/pod-table.ts'
import type { World } from '../world/world.ts'
import { drawNoisePermille } from './load.ts'
import type { OpenZone, ShardGroup, ShardPlace } from './open-zone.ts'
import { isBalanced, sharing } from './rotation.ts'
import { playersLeft } from './sessions.ts'
import { shardsWanted } from './shards.ts'
import { warmSize } from './sizing.ts'

export interface ShardParts {
  readonly seed: number
  readonly pods: PodTable
  readonly world: World
  readonly queue: EventQueue
}

/** A pod that no zone counts on any more and that is given up when its drain is over. */
interface Draining {
  /** Whom its load balancer sent to it; 0 of one without, that stays for the players of others. */
  readonly players: number
  readonly fromUs: number
  readonly untilUs: number
  readonly cause: ReleaseCause
}

/** Asks for the shards of one game and gives them up, at once or after a drain. */
export class ShardKeeper {
  /** Shards that zones count on. */
  count = 0
  /** While the pods asked for are those of a game that ran before the scenario. */
  isWarm = false
  readonly #game: Game
  readonly #index: number
  readonly #parts: ShardParts
  readonly #draining = new Map<number, Draining>()

  /** index: the game's number in the run. */
  constructor(game: Game, index: number, parts: ShardParts) {
    this.#game = game
    this.#index = index
    this.#parts = parts
  }

  /** Keeps as many shards of a component in a zone as the players who would play there want. */
  scale(nowUs: number, zone: OpenZone, group: ShardGroup): void {
    const { component, slots, tier } = group
    const { expected } = zone
    const wanted =
      tier === null ? shardsWanted(component, slots.length, expected) : tier.podsWanted(nowUs, slots, expected)
    if (wanted > slots.length) this.#grow(nowUs, { zone, group }, wanted)
    else if (wanted < slots.length) this.#shrink(nowUs, { zone, group }, wanted)
  }

  #grow(nowUs: number, place: ShardPlace, count: number): void {
    const { zone, group: shards } = place
    const owner = `${this.#game.name}/${zone.name}`
    const isGrouped = this.#game.zoneGroup?.includes(shards.component.name) === true
    const group = !this.isWarm && zone.cause !== 'scale-up' && isGrouped ? owner : null
    while (shards.slots.length < count) this.#ask(nowUs, place, { cause: zone.cause, group, count })
  }

  /** Gives the last shards up, as fewer will do. Behind a load balancer one drains first. */
  #shrink(nowUs: number, place: ShardPlace, count: number): void {
    const { slots, component } = place.group
    place.zone.isStale = true
    while (slots.length > count) {
      const slot = slots[slots.length - 1]
      const players = this.takeOut(slot, place)
      if (players > 0) this.#drain(nowUs, slot, players, component.loadBalancer?.drainUs ?? 0, 'scale-down')
      else this.#parts.world.giveUp(nowUs, slot, 'scale-down')
      slots.pop()
      this.count--
    }
  }

  /**
   * Gives all of a zone up. Where load balancers send its players to pods, all its ready pods stay until the longest
   * drain is over: whoever still plays needs each of them.
   */
  close(nowUs: number, zone: OpenZone, cause: ReleaseCause): void {
    const { pods, world } = this.#parts
    const on = new Map<number, number>()
    let drainUs = 0
    for (const { component, slots } of zone.groups) {
      const taking = sharing(slots, pods).filter((slot) => pods.state[slot] === PodState.ready)
      if (taking.length === 0 || zone.players === 0) continue
      drainUs = Math.max(drainUs, component.loadBalancer?.drainUs ?? 0)
      for (const slot of taking) on.set(slot, Math.ceil(zone.players / taking.length))
    }
    for (const { component, slots } of zone.groups) {
      for (let slot = slots.pop(); slot !== undefined; slot = slots.pop()) {
        this.count--
        const players = on.get(slot) ?? 0
        const isNeeded = drainUs > 0 && pods.state[slot] === PodState.ready && !isBalanced(component)
        if (players > 0) world.balancers.leave(slot)
        if (players > 0 || isNeeded) this.#drain(nowUs, slot, players, drainUs, cause)
        else world.giveUp(nowUs, slot, cause)
      }
    }
  }

  /** Gives a pod up and asks for another in its stead, whose slot it returns. */
  replace(nowUs: number, slot: number, place: ShardPlace): number {
    const { slots } = place.group
    const at = slots.indexOf(slot)
    assert(at >= 0, 'a pod that is replaced is one of its group')
    slots.splice(at, 1)
    this.count--
    this.#parts.world.giveUp(nowUs, slot, 'rollout')
    this.#ask(nowUs, place, { cause: 'rollout', group: null, count: slots.length + 1 })
    return slots[slots.length - 1]
  }

  /** Takes a pod out of its load balancer's rotation: how many players it had; none without a balancer or a drain. */
  takeOut(slot: number, { zone, group: { slots } }: ShardPlace): number {
    const { pods, world } = this.#parts
    const balancer = pods.balancerOf(slot)
    if (balancer === null || pods.inRotation[slot] === 0 || pods.state[slot] !== PodState.ready) return 0
    const players = Math.ceil(zone.players / sharing(slots, pods).length)
    world.balancers.leave(slot)
    pods.touch(slot)
    return players
  }

  /** The drain of a pod is over, unless it ended before. */
  drained(nowUs: number, slot: number): void {
    const draining = this.#draining.get(slot)
    if (draining?.untilUs === nowUs) this.#end(nowUs, slot, draining)
  }

  /** A pod is lost with its host: its drain is over. */
  lost(nowUs: number, slot: number): void {
    const draining = this.#draining.get(slot)
    if (draining !== undefined) this.#end(nowUs, slot, draining)
  }

  #drain(nowUs: number, slot: number, players: number, drainUs: number, cause: ReleaseCause): void {
    const { queue, world } = this.#parts
    const untilUs = nowUs + drainUs
    const draining = { players, fromUs: nowUs, untilUs, cause }
    if (untilUs === nowUs) {
      this.#end(nowUs, slot, draining)
      return
    }
    this.#draining.set(slot, draining)
    world.retire(nowUs, slot)
    queue.push(untilUs, Phase.podDrained, this.#index, slot)
  }

  #end(nowUs: number, slot: number, { players, fromUs, cause }: Draining): void {
    const { world } = this.#parts
    this.#draining.delete(slot)
    const left = playersLeft(players, nowUs - fromUs, this.#game.sessionUs ?? null)
    if (players > 0) world.balancers.drained(players, left)
    world.giveUp(nowUs, slot, cause)
  }

  #ask(
    nowUs: number,
    { zone, group: shards }: ShardPlace,
    { cause, group, count }: { readonly cause: RequestCause; readonly group: string | null; readonly count: number },
  ): void {
    const { component } = shards
    const name = `${this.#game.name}/${zone.name}/${component.name}-${shards.nextOrdinal++}`
    const pod = { name, game: this.#game.name, zone: zone.name, component: component.name }
    const noisePermille = drawNoisePermille(this.#parts.seed, name, component.load)
    const { cpus, cpuMilli, memoryMib } = this.isWarm
      ? warmSize(component, Math.ceil(zone.players / count), noisePermille)
      : sizeOf(component.request)
    zone.isStale = true
    const asking = {
      cpus,
      cpuMilli,
      memoryMib,
      group,
      cause,
      owner: this.#index,
      zone,
      noisePermille,
      warm: this.isWarm,
      balancer: component.loadBalancer ?? null,
    }
    shards.slots.push(this.#parts.world.ask(nowUs, pod, asking))
    this.count++
  }
}
