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
  const instants: Instant[] = []
  const live = new Set<string>()
  const down: string[] = []
  let events: Event[] = components.map((request, i) => ({
    atUs: 0,
    kind: 'component',
    game: `g${i % 2}`,
    component: `c${i}`,
    request,
  }))
  let atUs = 0
  let ordinal = 0
  const tick = (): void => {
    instants.push({ atUs, events })
    events = []
    atUs += 1000
  }
  for (const command of commands) {
    const pods = [...live]
    switch (command.kind) {
      case 'ask':
        for (let i = 0; i < command.count; i++) {
          const c = command.component % components.length
          const words = { game: `g${c % 2}`, zone: `z${command.zone}`, component: `c${c}` }
          const pod = `${words.game}/${words.zone}/${words.component}-${ordinal++}`
          const { cpus, memoryMib } = components[c]
          events.push({ atUs, kind: 'request', pod, ...words, cpus, memoryMib, cause: 'scale-up' })
          live.add(pod)
        }
        break
      case 'resize':
        if (pods.length === 0) break
        events.push({
          atUs,
          kind: 'resize',
          pod: pods[command.pod % pods.length],
          cpus: command.cpus,
          memoryMib: command.memorySteps * 128,
          cause: 'load',
        })
        break
      case 'release': {
        if (pods.length === 0) break
        const pod = pods[command.pod % pods.length]
        events.push({ atUs, kind: 'release', pod, cause: 'scale-down' })
        live.delete(pod)
        break
      }
      case 'lose': {
        const { name } = fleet.hosts[command.host % fleet.hosts.length]
        if (down.includes(name)) break
        events.push({ atUs, kind: 'host-lost', host: name })
        down.push(name)
        break
      }
      case 'recover': {
        const host = down.shift()
        if (host !== undefined) events.push({ atUs, kind: 'host-recovered', host })
        break
      }
      case 'tick':
        tick()
    }
  }
  if (empty) {
    tick()
    for (const host of down) events.push({ atUs, kind: 'host-recovered', host })
    for (const pod of live) events.push({ atUs, kind: 'release', pod, cause: 'game-end' })
  }
  tick()
  return instants
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
