import { byCodeUnit } from '../../src/base/order.ts'
import { sumOf } from '../../src/base/sum.ts'
import type { Returning } from '../../src/model/calendar.ts'
import type { ReleaseCause, RequestCause } from '../../src/model/event.ts'
import type { PodRequest } from '../../src/model/request.ts'
import type { Component, Game } from '../../src/model/scenario.ts'
import type { EventQueue } from '../event-queue.ts'
import type { PodTable } from '../world/pod-table.ts'
import type { World } from '../world/world.ts'
import { sameShape } from './component-shape.ts'
import { PlayerCurve } from './curve.ts'
import { type OpenZone, openedZone, placeIn, placeOf, type ShardPlace, slotsOf } from './open-zone.ts'
import { Patches } from './patches.ts'
import { PlayerArea, type PlayerSums } from './player-area.ts'
import { Returns, returningOf } from './returns.ts'
import { sharing } from './rotation.ts'
import { loginsPerSecond } from './sessions.ts'
import { ShardKeeper } from './shard-keeper.ts'
import { PodSizing } from './sizing.ts'
import { ZoneReader } from './zone-reader.ts'
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
  /** How players come back after a loss; null: at once. */
  readonly reconnect: Returning | null
}

/**
 * One game as the world plays it: its players, its zones and shards, the load of each pod, and what is asked for
 * because of them. Zones are numbered z1, z2, … and shards 0, 1, …; neither number is used again. A global game has one
 * zone, `world`.
 */
export class GameRun {
  /** Most shards wanted at one time. */
  podsMax = 0
  readonly #game: Game
  readonly #index: number
  readonly #playerCurve: PlayerCurve
  readonly #components: readonly Component[]
  readonly #seed: number
  readonly #table: PodTable
  readonly #world: World
  readonly #shards: ShardKeeper
  /** Null where players whom a loss cut off are back at once. */
  readonly #returns: Returns | null
  readonly #service: ZoneService
  readonly #reader: ZoneReader
  readonly #area = new PlayerArea()
  readonly #patches: Patches
  readonly #zones: OpenZone[] = []
  #recentPeak = new RecentPeak(0, 0)
  #nextZone = 1
  #players = 0
  #expected = 0
  #readAtUs = -1
  #running = false

  /** index: the game's number in the run. */
  constructor(game: Game, index: number, parts: GameParts) {
    const { seed, scalingIntervalUs, hostSpeeds, pods: table, world, queue, reconnect } = parts
    this.#game = game
    this.#index = index
    this.#playerCurve = new PlayerCurve(game)
    this.#components = game.components.map(sameShape).sort((a, b) => byCodeUnit(a.name, b.name))
    this.#seed = seed
    const sizing = new PodSizing(table, world, scalingIntervalUs, game.calendar ?? null)
    this.#reader = new ZoneReader(table, hostSpeeds, sizing)
    this.#table = table
    this.#world = world
    this.#shards = new ShardKeeper(game, index, { seed, pods: table, world, queue })
    this.#returns = reconnect === null ? null : new Returns(reconnect, queue, index)
    this.#service = new ZoneService(table)
    this.#patches = new Patches(game.calendar?.patches ?? [], queue, index)
  }

  get name(): string {
    return this.#game.name
  }

  /**
   * Declares the components and asks for the first pods. A game that ran before the scenario has the zones of its last
   * day and pods of the size their load wants, ready as soon as they are placed.
   */
  start(nowUs: number, declare: (component: string, request: PodRequest) => void): void {
    for (const component of this.#components) declare(component.name, component.request)
    const before = this.#playerCurve.maxOver(Math.max(this.#game.startUs, nowUs - ZONE_WINDOW_US), nowUs)
    this.#recentPeak = new RecentPeak(nowUs, before)
    this.#running = true
    this.#shards.isWarm = this.#game.startUs < 0
    if (this.#game.mode === 'global') this.#open('world', 'launch')
    else this.#openUpTo(zonesWanted(0, before, before, this.#game.zonePlayers), 'launch')
    this.#patches.start(nowUs, this.#zones)
    this.tick(nowUs)
    this.#shards.isWarm = false
  }

  /** Gives everything up, at once or when it has drained. */
  end(nowUs: number): void {
    for (const zone of this.#zones) this.#close(nowUs, zone, 'game-end')
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
    const now = this.#area.at(nowUs)
    for (const zone of this.#zones) {
      this.#reader.begin()
      for (const group of zone.groups) {
        this.#shards.scale(nowUs, zone, group)
        this.#reader.readGroup(nowUs, zone, group)
      }
      this.#reader.end(zone, now)
      zone.cause = 'scale-up'
    }
    this.podsMax = Math.max(this.podsMax, this.#shards.count)
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
    if (!this.#running) return
    if (this.#readAtUs !== nowUs) this.#readZones(nowUs)
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
    const tally: GameTally = { ...NO_SAMPLE, ...this.#area.at(nowUs), zonesOpen: this.#zones.length }
    let milli = 0
    for (const zone of this.#zones) for (const group of zone.groups) milli += this.#service.count(group, tally)
    return { ...tally, cpusRequested: milli / 1000 }
  }

  /** Takes notice that players, shards or what they hold have changed at this instant. */
  assess(nowUs: number): void {
    const now = this.#area.at(nowUs)
    now.players = this.#players
    for (const zone of this.#zones) this.#service.renew(zone, now)
  }

  /** Players of the last reading whom shards that do not serve cut off at this instant. */
  get playersCutOff(): number {
    let sum = 0
    for (const { players, groups } of this.#zones) sum += this.#service.cutOff(players, groups)
    return sum
  }

  /** Pods of a component, in the order of zones and ordinals. */
  slotsOf(component: string): number[] {
    return slotsOf(this.#zones, component)
  }

  /** Where a pod is; null: it drains, and no zone counts on it any more. */
  placeOf(slot: number): ShardPlace | null {
    return placeIn(this.#zones, slot)
  }

  /** Gives a pod up and asks for another in its stead, whose slot it returns. */
  replace(nowUs: number, slot: number): number {
    return this.#shards.replace(nowUs, slot, placeOf(this.#zones, slot))
  }

  /** Takes a pod out of its load balancer's rotation: how many players it had; 0 without one. */
  takeOut(slot: number): number {
    return this.#shards.takeOut(slot, placeOf(this.#zones, slot))
  }

  /** The drain of a pod is over. */
  podDrained(nowUs: number, slot: number): void {
    this.#shards.drained(nowUs, slot)
  }

  /** A pod is lost with its host; one that drains is given up. */
  podLost(nowUs: number, slot: number): void {
    this.#shards.lost(nowUs, slot)
  }

  /** Logins a second that a load balancer sends to a pod in its rotation, by the last reading. */
  loginsTo(slot: number): number {
    const { zone, group } = placeOf(this.#zones, slot)
    return zone.loginsPerSecond / Math.max(1, sharing(group.slots, this.#table).length)
  }

  /** Reads players and load at an instant between two readings; nothing is done about them. */
  readAgain(nowUs: number): void {
    if (!this.#running) return
    if (this.#readAtUs === nowUs) this.#readLoads()
    else this.#readZones(nowUs)
    this.#table.touched.add(this.#index)
  }

  /** Sees who could come back at this instant, where players whom losses cut off log in again bit by bit. */
  welcome(nowUs: number): void {
    if (this.#returns === null || !this.#running) return
    const isBegun = this.#returns.note(nowUs, this.#zones, this.#service)
    if (isBegun) this.#readZones(nowUs)
  }

  /** Players who were cut off, could be back and have not logged in yet. */
  playersReturning(nowUs: number): number {
    return this.#returns === null ? 0 : sumOf(this.#zones.map((zone) => returningOf(nowUs, zone)))
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
    this.#readLoads()
    this.#readAtUs = nowUs
  }

  #readLoads(): void {
    for (const zone of this.#zones) for (const group of zone.groups) this.#reader.readLoad(zone, group)
  }

  /** Spreads who would play over the zones, and says how many of them are online and log in. */
  #readPlayers(nowUs: number): void {
    const zones = this.#zones
    const elapsedUs = this.#readAtUs === -1 ? 0 : nowUs - this.#readAtUs
    spreadPlayers(this.#expected, zones)
    this.#players = 0
    for (const zone of zones) {
      const before = zone.players
      zone.players = Math.max(0, this.#patches.online(nowUs, zone) - returningOf(nowUs, zone))
      zone.loginsPerSecond = loginsPerSecond(before, zone.players, elapsedUs, this.sessionUs)
      this.#players += zone.players
    }
  }

  #scaleZones(nowUs: number): void {
    const recentPeak = this.#recentPeak.read(nowUs, this.#expected)
    const wanted = zonesWanted(this.#zones.length, this.#expected, recentPeak, this.#game.zonePlayers)
    while (this.#zones.length > wanted) {
      const closed = this.#zones.pop() as OpenZone // There is one: more than are wanted.
      this.#close(nowUs, closed, 'zone-close')
    }
    this.#openUpTo(wanted, 'zone-open')
  }

  #close(nowUs: number, zone: OpenZone, cause: ReleaseCause): void {
    this.#shards.close(nowUs, zone, cause)
    this.#service.leave(zone, this.#area.at(nowUs))
  }

  #openUpTo(count: number, cause: RequestCause): void {
    while (this.#zones.length < count) this.#open(`z${this.#nextZone++}`, cause)
  }

  #open(name: string, cause: RequestCause): void {
    const weight = drawZoneWeight(this.#seed, `${this.#game.name}/${name}`)
    this.#zones.push(openedZone(name, weight, this.#components, this.#table, cause))
  }
}
