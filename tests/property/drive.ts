import type { Engine } from '../../src/engine/engine.ts'
import type { Event } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { PodRequest } from '../../src/model/request.ts'
import type { Command } from './arbitraries.ts'

/** Events of one instant, in the order they happened. */
export type Instant = { readonly atUs: number; readonly events: readonly Event[] }

/**
 * Turns commands into instants of events that a world could produce: pods are known before they are resized or
 * released, hosts are up before they are lost. The last instant recovers all hosts and releases all pods when `empty`.
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
  #events: Event[]
  #atUs = 0
  #ordinal = 0

  constructor(fleet: Fleet, components: readonly PodRequest[]) {
    this.#fleet = fleet
    this.#components = components
    this.#events = components.map((request, i) => {
      return { atUs: 0, kind: 'component', game: `g${i % 2}`, component: `c${i}`, request }
    })
  }

  tick(): void {
    this.instants.push({ atUs: this.#atUs, events: this.#events })
    this.#events = []
    this.#atUs += 1000
  }

  tell(command: Command): void {
    if (command.kind === 'tick') this.tick()
    else if (command.kind === 'ask') this.#ask(command)
    else if (command.kind === 'lose' || command.kind === 'recover') this.#tellHost(command)
    else if (this.#live.size > 0) this.#tellPod(command)
  }

  end(): void {
    this.tick()
    const atUs = this.#atUs
    for (const host of this.#down) this.#events.push({ atUs, kind: 'host-recovered', host })
    for (const pod of this.#live) this.#events.push({ atUs, kind: 'release', pod, cause: 'game-end' })
  }

  #ask(command: Command & { kind: 'ask' }): void {
    const c = command.component % this.#components.length
    const words = { game: `g${c % 2}`, zone: `z${command.zone}`, component: `c${c}` }
    const { cpus, memoryMib } = this.#components[c]
    for (let i = 0; i < command.count; i++) {
      const pod = `${words.game}/${words.zone}/${words.component}-${this.#ordinal++}`
      const size = { cpus, memoryMib, cause: 'scale-up' } as const
      this.#events.push({ atUs: this.#atUs, kind: 'request', pod, ...words, ...size })
      this.#live.add(pod)
    }
  }

  #tellPod(command: Command & { kind: 'resize' | 'release' }): void {
    const pod = [...this.#live][command.pod % this.#live.size]
    const atUs = this.#atUs
    if (command.kind === 'release') {
      this.#events.push({ atUs, kind: 'release', pod, cause: 'scale-down' })
      this.#live.delete(pod)
      return
    }
    const { cpus, memorySteps } = command
    this.#events.push({ atUs, kind: 'resize', pod, cpus, memoryMib: memorySteps * 128, cause: 'load' })
  }

  #tellHost(command: Command & { kind: 'lose' | 'recover' }): void {
    const atUs = this.#atUs
    if (command.kind === 'recover') {
      const host = this.#down.shift()
      if (host !== undefined) this.#events.push({ atUs, kind: 'host-recovered', host })
      return
    }
    const { name } = this.#fleet.hosts[command.host % this.#fleet.hosts.length]
    if (this.#down.includes(name)) return
    this.#events.push({ atUs, kind: 'host-lost', host: name })
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
