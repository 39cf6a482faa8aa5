import { assert } from '../../src/base/assert.ts'
import { byCodeUnit } from '../../src/base/order.ts'
import type { RequestCause } from '../../src/model/event.ts'
import type { PodRequest } from '../../src/model/request.ts'
import type { Component, Game } from '../../src/model/scenario.ts'
import { sizeOf } from '../../src/model/size.ts'
import type { EventQueue } from '../event-queue.ts'
import type { PodTable } from '../world/pod-table.ts'
import type { World } from '../world/world.ts'
import { sameShape } from './component-shape.ts'
import { PlayerCurve } from './curve.ts'
import { drawNoisePermille } from './load.ts'
import type { OpenZone, ShardGroup } from './open-zone.ts'
import { Patches } from './patches.ts'
import { PlayerArea, type PlayerSums } from './player-area.ts'
import { readLoad } from './read-load.ts'
import { Tier } from './scaling/tier.ts'
import { loginsPerSecond } from './sessions.ts'
import { PodSizing, warmSize } from './sizing.ts'
import { type GameSample, type GameTally, NO_SAMPLE, type ServingGroup, ZoneService } from './zone-service.ts'
import { drawZoneWeight, RecentPeak, spreadPlayers, ZONE_WINDOW_US, zonesWanted } from './zones.ts'

/** What all games of a run share. */
export interface GameParts {
  readonly seed: number
  readonly scalingIntervalUs: number
  /** By place in the fleet; null: all alike. */
  readonly hostSpeeds: Float64Array | null
  readonly pods: PodTable
  readonly world: World
  readonly queue: EventQueue
}

/**
 * One game as the world plays it: its players, its zones and shards, the load of each pod, and what is asked for
 * because of them. Zones are numbered z1, z2, … and shards 0, 1, …; neither number is used again. A global game has one
 * zone, `world`.
 */
export class GameRun {
  /** Most shards wanted at one time. */
  podsMax = 0
  #pods = 0
  readonly #game: Game
  readonly #index: number
  readonly #playerCurve: PlayerCurve
  readonly #components: readonly Component[]
  readonly #seed: number
  readonly #hostSpeeds: Float64Array | null
  readonly #table: PodTable
  readonly #world: World
  readonly #service: ZoneService
  readonly #sizing: PodSizing
  readonly #area = new PlayerArea()
  readonly #patches: Patches
  readonly #zones: OpenZone[] = []
  #recentPeak = new RecentPeak(0, 0)
  #nextZone = 1
  #players = 0
  #expected = 0
  #readAtUs = -1
  #running = false
  /** While the pods asked for are those of a game that ran before the scenario. */
  #warm = false

  /** index: the game's number in the run. */
  constructor(
    game: Game,
    index: number,
    { seed, scalingIntervalUs, hostSpeeds, pods: table, world, queue }: GameParts,
  ) {
    this.#game = game
    this.#index = index
    this.#playerCurve = new PlayerCurve(game)
    this.#components = game.components.map(sameShape).sort((a, b) => byCodeUnit(a.name, b.name))
    this.#seed = seed
    this.#sizing = new PodSizing(table, world, scalingIntervalUs, game.calendar ?? null)
    this.#hostSpeeds = hostSpeeds
    this.#table = table
    this.#world = world
    this.#service = new ZoneService(table)
    this.#patches = new Patches(game.calendar?.patches ?? [], queue, index)
  }

  get name(): string {
    return this.#game.name
  }

  /**
   * Declares the components and asks for the first pods. A game that was running before the scenario has the zones that
   * its last day needed and pods of the size their load wants, ready as soon as they are placed.
   */
  start(nowUs: number, declare: (component: string, request: PodRequest) => void): void {
    for (const component of this.#components) declare(component.name, component.request)
    const before = this.#playerCurve.maxOver(Math.max(this.#game.startUs, nowUs - ZONE_WINDOW_US), nowUs)
    this.#recentPeak = new RecentPeak(nowUs, before)
    this.#running = true
    this.#warm = this.#game.startUs < 0
    if (this.#game.mode === 'global') this.#open('world', 'launch')
    else this.#openUpTo(zonesWanted(0, before, before, this.#game.zonePlayers), 'launch')
    this.#patches.start(nowUs)
    this.tick(nowUs)
    this.#warm = false
  }

  /** Gives everything up. */
  end(nowUs: number): void {
    for (const zone of this.#zones) {
      for (const group of zone.groups) this.#shrink(nowUs, group, 0, 'game-end')
    }
    this.#zones.length = 0
    this.#players = 0
    this.#running = false
    this.#table.touched.add(this.#index)
  }

  /** A reading of the load and what follows from it: zones, then shards, then sizes. */
  tick(nowUs: number): void {
    if (!this.#running) return
    this.#expected = this.#playerCurve.at(nowUs)
    if (this.#game.mode === 'zoned') this.#scaleZones(nowUs)
    this.#readPlayers(nowUs)
    for (const zone of this.#zones) {
      for (const group of zone.groups) {
        const wanted = group.tier.podsWanted(nowUs, group.slots, zone.expected)
        if (wanted > group.slots.length) this.#grow(nowUs, zone, group, wanted)
        else if (wanted < group.slots.length) this.#shrink(nowUs, group, wanted, 'scale-down')
        readLoad(this.#table, this.#hostSpeeds, group, zone)
        this.#sizing.resize(nowUs, group, zone)
      }
      zone.cause = 'scale-up'
    }
    this.podsMax = Math.max(this.podsMax, this.#pods)
    this.#readAtUs = nowUs
    this.#table.touched.add(this.#index)
  }

  /** A patch is announced to the zones that are open. */
  announcePatch(nowUs: number, index: number): void {
    if (this.#running) this.#patches.announce(nowUs, index, this.#zones)
  }

  /** Restarts the zones whose turn it is. */
  restartZones(nowUs: number): void {
    if (!this.#running) return
    this.#patches.restart(nowUs, this.#zones, this.#world)
    this.#readZones(nowUs)
    this.#table.touched.add(this.#index)
  }

  /** Reads the load if this instant has not. */
  refresh(nowUs: number): void {
    if (!this.#running || this.#readAtUs === nowUs) return
    this.#readZones(nowUs)
    this.assess(nowUs)
  }

  /** Shards of each component of each zone, with the players online there. */
  eachGroup(take: (players: number, group: ServingGroup) => void): void {
    for (const { players, groups } of this.#zones) for (const group of groups) take(players, group)
  }

  /** This game's figures of the instant; reads the load if this instant has not. */
  measure(nowUs: number): GameSample {
    if (!this.#running) return NO_SAMPLE
    this.refresh(nowUs)
    const tally: GameTally = { ...NO_SAMPLE, players: this.#players, zonesOpen: this.#zones.length }
    for (const { players, groups } of this.#zones) {
      this.#service.serve(players, groups, tally)
      for (const group of groups) this.#service.count(group, tally)
    }
    return tally
  }

  /** Takes notice that players, shards or what they hold have changed at this instant. */
  assess(nowUs: number): void {
    const sums = this.#area.restart(nowUs, this.#players)
    if (!this.#running) return
    for (const { players, groups } of this.#zones) this.#service.serve(players, groups, sums)
  }

  /** Players of the last reading whom shards that do not serve cut off at this instant. */
  get playersCutOff(): number {
    let sum = 0
    for (const { players, groups } of this.#zones) sum += this.#service.cutOff(players, groups)
    return sum
  }

  /** Pods of a component, in the order of zones and ordinals. */
  slotsOf(component: string): number[] {
    const groups = this.#zones.flatMap((zone) => zone.groups)
    return groups.filter((group) => group.component.name === component).flatMap((group) => group.slots)
  }

  /** Gives a pod up and asks for another in its stead, whose slot it returns. */
  replace(nowUs: number, slot: number): number {
    for (const zone of this.#zones) {
      for (const group of zone.groups) {
        const at = group.slots.indexOf(slot)
        if (at === -1) continue
        group.slots.splice(at, 1)
        this.#pods--
        this.#world.giveUp(nowUs, slot, 'rollout')
        this.#ask(nowUs, zone, group, { cause: 'rollout', group: null, count: group.slots.length + 1 })
        return group.slots[group.slots.length - 1]
      }
    }
    assert(false, 'a pod that is replaced is one of the game')
  }

  /** Mean length of a session; null: none ends. */
  get sessionUs(): number | null {
    return this.#game.sessionUs ?? null
  }

  /** Areas under its players from the start of the run to this instant, which is none before the last change. */
  playerArea(nowUs: number): PlayerSums {
    return this.#area.until(nowUs)
  }

  /** Players and load of the instant, which nothing is done about. */
  #readZones(nowUs: number): void {
    this.#expected = this.#playerCurve.at(nowUs)
    this.#readPlayers(nowUs)
    for (const zone of this.#zones)
      for (const group of zone.groups) readLoad(this.#table, this.#hostSpeeds, group, zone)
    this.#readAtUs = nowUs
  }

  /** Spreads who would play over the zones, and says how many of them are online and log in. */
  #readPlayers(nowUs: number): void {
    const zones = this.#zones
    const elapsedUs = this.#readAtUs === -1 ? 0 : nowUs - this.#readAtUs
    spreadPlayers(this.#expected, zones)
    this.#players = 0
    for (const zone of zones) {
      const before = zone.players
      zone.players = this.#patches.online(nowUs, zone)
      zone.loginsPerSecond = loginsPerSecond(before, zone.players, elapsedUs, this.sessionUs)
      this.#players += zone.players
    }
  }

  #scaleZones(nowUs: number): void {
    const recentPeak = this.#recentPeak.read(nowUs, this.#expected)
    const wanted = zonesWanted(this.#zones.length, this.#expected, recentPeak, this.#game.zonePlayers)
    while (this.#zones.length > wanted) {
      const closed = this.#zones.pop()
      for (const group of closed?.groups ?? []) this.#shrink(nowUs, group, 0, 'zone-close')
    }
    this.#openUpTo(wanted, 'zone-open')
  }

  #openUpTo(count: number, cause: RequestCause): void {
    while (this.#zones.length < count) this.#open(`z${this.#nextZone++}`, cause)
  }

  #open(name: string, cause: RequestCause): void {
    const weight = drawZoneWeight(this.#seed, `${this.#game.name}/${name}`)
    const groups = this.#components.map((component) => {
      return { component, slots: [], tier: new Tier(component, this.#table), nextOrdinal: 0 }
    })
    const nobody = { expected: 0, players: 0, loginsPerSecond: 0, patch: null, restartsAtUs: 0 }
    this.#zones.push({ name, weight, groups, cause, ...nobody })
  }

  #grow(nowUs: number, zone: OpenZone, shards: ShardGroup, count: number): void {
    const { component } = shards
    const owner = `${this.#game.name}/${zone.name}`
    const isWhole = !this.#warm && zone.cause !== 'scale-up' && this.#game.zoneGroup?.includes(component.name) === true
    const group = isWhole ? owner : null
    while (shards.slots.length < count) this.#ask(nowUs, zone, shards, { cause: zone.cause, group, count })
  }

  #ask(
    nowUs: number,
    zone: OpenZone,
    shards: ShardGroup,
    { cause, group, count }: { readonly cause: RequestCause; readonly group: string | null; readonly count: number },
  ): void {
    const { component } = shards
    const name = `${this.#game.name}/${zone.name}/${component.name}-${shards.nextOrdinal++}`
    const pod = { name, game: this.#game.name, zone: zone.name, component: component.name }
    const noisePermille = drawNoisePermille(this.#seed, name, component.load)
    const size = this.#warm
      ? warmSize(component, Math.ceil(zone.players / count), noisePermille)
      : sizeOf(component.request)
    const asking = { ...size, group, cause, owner: this.#index, noisePermille, warm: this.#warm }
    shards.slots.push(this.#world.ask(nowUs, pod, asking))
    this.#pods++
  }

  #shrink(nowUs: number, group: ShardGroup, count: number, cause: 'scale-down' | 'zone-close' | 'game-end'): void {
    while (group.slots.length > count) {
      this.#world.giveUp(nowUs, group.slots[group.slots.length - 1], cause)
      group.slots.pop()
      this.#pods--
    }
  }
}
