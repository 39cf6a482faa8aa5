import { createEngine, type Engine } from '../engine/engine.ts'
import type { Event } from '../model/event.ts'
import type { Fleet, Host } from '../model/fleet.ts'
import type { Decision } from '../model/holding.ts'
import type { ProfileSpec } from '../model/profile.ts'
import type { PodRequest } from '../model/request.ts'
import { sizeOf, wordsOfSize } from '../model/size.ts'
import type { Command } from './arbitraries.ts'
import { foundCpus, foundHolding, foundMemory } from './found.ts'

/** A what-if: after the first `at` events of its instant, over so many instants. */
export interface Fork {
  readonly at: number
  readonly instants: number
}

/** Events of one instant, in the order they happened, and the what-ifs tried in it. */
export interface Instant {
  readonly atUs: number
  readonly events: readonly Event[]
  readonly forks?: readonly Fork[]
}

/** Whether an engine refuses what was found because others hold it or it cannot be there. */
export function isClash(error: unknown): boolean {
  return /is not$|is held$|that is up|not lost in this round/.test(String(error))
}

/** Makes the engine under test. profiles: those it has beside the stock ones, for the auditor. */
export interface EngineFactory {
  (fleet: Fleet): Engine
  readonly profiles?: readonly ProfileSpec[]
}

/**
 * Turns commands into instants of events that a world could produce: pods are known before they are resized or
 * released, hosts are up before they are lost, what is found is not held. An engine under test that breaks on an event
 * or in a round ends the story there. Throws when it cannot be made.
 */
export function instantsOf(
  fleet: Fleet,
  components: readonly PodRequest[],
  commands: readonly Command[],
  create: EngineFactory = createEngine,
): Instant[] {
  const story = new Story(fleet, components, create)
  for (const command of commands) if (!story.broken) story.tell(command)
  if (!story.broken) story.tick()
  return story.instants
}

class Story {
  readonly instants: Instant[] = []
  /** The twin broke: the last instant holds what broke it. */
  broken = false
  readonly #fleet: Fleet
  readonly #components: readonly PodRequest[]
  readonly #live = new Set<string>()
  readonly #down: string[] = []
  /** Lives through the same events, to know what is free to be found. It refuses what is not; nothing else is asked. */
  readonly #twin: Engine
  #events: Event[] = []
  #forks: Fork[] = []
  #atUs = 0
  #ordinal = 0

  constructor(fleet: Fleet, components: readonly PodRequest[], create: EngineFactory) {
    this.#fleet = fleet
    this.#components = components
    this.#twin = create(fleet)
    components.forEach((request, i) => {
      this.#say({ atUs: 0, kind: 'component', game: `g${i % 2}`, component: `c${i}`, request })
    })
  }

  #say(event: Event): void {
    if (this.broken) return
    try {
      this.#twin.observe(event)
      this.#events.push(event)
    } catch {
      this.#events.push(event)
      this.#break()
    }
  }

  /** Says what was found, unless it is held: whether the engine and the auditor agree on that is for the laws. */
  #sayFound(event: Event): boolean {
    try {
      this.#twin.observe(event)
    } catch (error) {
      if (isClash(error)) return false
      this.#events.push(event)
      this.#break()
      return false
    }
    this.#events.push(event)
    return true
  }

  #break(): void {
    this.broken = true
    this.instants.push({ atUs: this.#atUs, events: this.#events })
  }

  tick(): void {
    const forks = this.#forks.length === 0 ? {} : { forks: this.#forks }
    this.instants.push({ atUs: this.#atUs, events: this.#events, ...forks })
    try {
      this.#twin.decide(this.#atUs)
    } catch {
      this.broken = true
    }
    this.#events = []
    this.#forks = []
    this.#atUs += 1000
  }

  tell(command: Command): void {
    if (command.kind === 'tick') this.tick()
    else if (command.kind === 'fork') this.#forks.push({ at: this.#events.length, instants: command.instants })
    else if (command.kind === 'ask') this.#ask(command)
    else if (command.kind === 'askGroup') this.#askGroup(command)
    else if (command.kind === 'lose' || command.kind === 'recover') this.#tellHost(command)
    else if (command.kind === 'cordon' || command.kind === 'uncordon') {
      this.#say({ atUs: this.#atUs, kind: command.kind, host: this.#hostAt(command.host).name })
    } else if (command.kind === 'taint') {
      const { host, taints } = command
      this.#say({ atUs: this.#atUs, kind: 'taint', host: this.#hostAt(host).name, taints })
    } else if (command.kind === 'adopt') this.#adopt(command)
    else if (command.kind === 'foreign') this.#tellForeign(command)
    else if (this.#live.size > 0) this.#tellPod(command)
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

  /** All at one instant, as a group is asked for. */
  #askGroup({ pods }: Command & { kind: 'askGroup' }): void {
    const group = `groups/w${this.#ordinal}`
    for (const { component, zone } of pods) {
      const c = component % this.#components.length
      if (this.#components[c].batch === true) continue
      const words = { game: `g${c % 2}`, zone: `z${zone}`, component: `c${c}`, group }
      const size = wordsOfSize(sizeOf(this.#components[c]))
      const pod = `${words.game}/${words.zone}/${words.component}-${this.#ordinal++}`
      this.#say({ atUs: this.#atUs, kind: 'request', pod, ...words, ...size, cause: 'zone-open' })
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
    if (command.kind === 'ready') {
      for (let i = 0; i < command.times; i++) this.#say({ atUs, kind: 'ready', pod })
      return
    }
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
