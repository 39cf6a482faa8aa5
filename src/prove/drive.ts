import { createEngine, type Engine } from '../engine/engine.ts'
import type { Event } from '../model/event.ts'
import type { Fleet, Host } from '../model/fleet.ts'
import type { Decision } from '../model/holding.ts'
import type { PodRequest } from '../model/request.ts'
import { sizeOf, wordsOfSize } from '../model/size.ts'
import type { Command } from './arbitraries.ts'
import { foundCpus, foundHolding, foundMemory } from './found.ts'

/** Events of one instant, in the order they happened. */
export type Instant = { readonly atUs: number; readonly events: readonly Event[] }

/**
 * Turns commands into instants of events that a world could produce: pods are known before they are resized or
 * released, hosts are up before they are lost, what is found is not held. The last instant recovers and uncordons all
 * hosts, ends the use of others and releases all pods when `empty`.
 */
export function instantsOf(
  fleet: Fleet,
  components: readonly PodRequest[],
  commands: readonly Command[],
  empty: boolean,
): Instant[] {
  const story = new Story(fleet, components)
  for (const command of commands) story.tell(command)
  if (empty) story.end()
  story.tick()
  return story.instants
}

class Story {
  readonly instants: Instant[] = []
  readonly #fleet: Fleet
  readonly #components: readonly PodRequest[]
  readonly #live = new Set<string>()
  readonly #down: string[] = []
  /** Lives through the same events, to know what is free to be found. It refuses what is not; nothing else is asked. */
  readonly #twin: Engine
  #events: Event[]
  #atUs = 0
  #ordinal = 0

  constructor(fleet: Fleet, components: readonly PodRequest[]) {
    this.#fleet = fleet
    this.#components = components
    this.#twin = createEngine(fleet)
    this.#events = []
    components.forEach((request, i) => {
      this.#say({ atUs: 0, kind: 'component', game: `g${i % 2}`, component: `c${i}`, request })
    })
  }

  #say(event: Event): void {
    this.#twin.observe(event)
    this.#events.push(event)
  }

  /** Says what was found, unless it is held: whether the engine and the auditor agree on that is the test's matter. */
  #sayFound(event: Event): boolean {
    try {
      this.#say(event)
      return true
    } catch (error) {
      if (!/is not$|is held$|that is up|not lost in this round/.test(String(error))) throw error
      return false
    }
  }

  tick(): void {
    this.instants.push({ atUs: this.#atUs, events: this.#events })
    this.#twin.decide(this.#atUs)
    this.#events = []
    this.#atUs += 1000
  }

  tell(command: Command): void {
    if (command.kind === 'tick') this.tick()
    else if (command.kind === 'ask') this.#ask(command)
    else if (command.kind === 'lose' || command.kind === 'recover') this.#tellHost(command)
    else if (command.kind === 'cordon' || command.kind === 'uncordon') {
      this.#say({ atUs: this.#atUs, kind: command.kind, host: this.#hostAt(command.host).name })
    } else if (command.kind === 'adopt') this.#adopt(command)
    else if (command.kind === 'foreign') this.#tellForeign(command)
    else if (this.#live.size > 0) this.#tellPod(command)
  }

  end(): void {
    this.tick()
    const atUs = this.#atUs
    for (const host of this.#down) this.#say({ atUs, kind: 'host-recovered', host })
    for (const { name } of this.#fleet.hosts) {
      this.#say({ atUs, kind: 'uncordon', host: name })
      this.#say({ atUs, kind: 'foreign', host: name, cpus: '', memoryMib: {} })
    }
    for (const pod of this.#live) this.#say({ atUs, kind: 'release', pod, cause: 'game-end' })
  }

  #hostAt(index: number): Host {
    return this.#fleet.hosts[index % this.#fleet.hosts.length]
  }

  #adopt({ component, zone, found }: Command & { kind: 'adopt' }): void {
    const words = foundHolding(this.#fleet, found)
    if (words === null) return
    const c = component % this.#components.length
    const who = { game: `g${c % 2}`, zone: `z${zone}`, component: `c${c}` }
    const stem = found.io ? 'reserved/p1/' : ''
    const pod = `${stem}${who.game}/${who.zone}/${who.component}-${this.#ordinal++}`
    if (this.#sayFound({ atUs: this.#atUs, kind: 'adopt', pod, ...who, ...words })) this.#live.add(pod)
  }

  #tellForeign({ found }: Command & { kind: 'foreign' }): void {
    const host = this.#hostAt(found.host)
    const use = { cpus: foundCpus(host, found, 0), memoryMib: foundMemory(host, found, 0) }
    this.#sayFound({ atUs: this.#atUs, kind: 'foreign', host: host.name, ...use })
  }

  #ask(command: Command & { kind: 'ask' }): void {
    const c = command.component % this.#components.length
    const words = { game: `g${c % 2}`, zone: `z${command.zone}`, component: `c${c}` }
    const size = wordsOfSize(sizeOf(this.#components[c]))
    for (let i = 0; i < command.count; i++) {
      const pod = `${words.game}/${words.zone}/${words.component}-${this.#ordinal++}`
      this.#say({ atUs: this.#atUs, kind: 'request', pod, ...words, ...size, cause: 'scale-up' })
      this.#live.add(pod)
    }
  }

  #tellPod(command: Extract<Command, { readonly pod: number }>): void {
    const pod = [...this.#live][command.pod % this.#live.size]
    const atUs = this.#atUs
    if (command.kind === 'release') {
      this.#say({ atUs, kind: 'release', pod, cause: 'scale-down' })
      this.#live.delete(pod)
      return
    }
    if (command.kind === 'migrate') return this.#say({ atUs, kind: 'migrate', pod, cause: 'drain' })
    if (command.kind === 'forget') return this.#say({ atUs, kind: 'forget', pod })
    const { cpuMilli, memorySteps } = command
    const cpus = command.cpus === 0 && cpuMilli === 0 ? 1 : command.cpus
    const size = wordsOfSize({ cpus, cpuMilli, memoryMib: memorySteps * 128 })
    this.#say({ atUs, kind: 'resize', pod, ...size, cause: 'load' })
  }

  #tellHost(command: Command & { kind: 'lose' | 'recover' }): void {
    const atUs = this.#atUs
    if (command.kind === 'recover') {
      const host = this.#down.shift()
      if (host !== undefined) this.#say({ atUs, kind: 'host-recovered', host })
      return
    }
    const { name } = this.#hostAt(command.host)
    if (this.#down.includes(name)) return
    this.#say({ atUs, kind: 'host-lost', host: name })
    this.#down.push(name)
  }
}

/** Lets an engine observe and decide every instant; `heard` gets each event and decision in the order of a log. */
export function drive(
  engine: Engine,
  instants: readonly Instant[],
  heard: { event?: (event: Event) => void; decision?: (decision: Decision) => void } = {},
): void {
  for (const { atUs, events } of instants) {
    for (const event of events) {
      heard.event?.(event)
      engine.observe(event)
    }
    for (const decision of engine.decide(atUs)) heard.decision?.(decision)
  }
}
