import type { Engine } from '../../engine/engine.ts'
import type { DecisionLine, HoldingWords, NearestChange, RefuseLine, ReleaseLine } from '../../model/decision.ts'
import type { ComponentDeclared, Event } from '../../model/event.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { PodRequest } from '../../model/request.ts'
import { sizeOf, wordsOfSize } from '../../model/size.ts'
import type { EngineFactory } from '../drive.ts'
import type { Breach } from '../proof-case.ts'
import { type Recording, textOf } from '../recording.ts'
import { largestCore, richerFleets, roomierFleets } from '../richer.ts'

/** Refusals tried in one recording, each of another kind: a try costs an engine for each place that may be richer. */
const TRIED_MAX = 2
/** Larger fleets are left to the auditor for the same reason. */
const HOSTS_MAX = 16

/**
 * L8, its second half: makes the change that a refusal calls nearest on a fleet that holds what was held then, asks
 * again and sees the pod fit: on as many hosts as it says, and on none when the change is one less (full cores: one
 * core less). Left to the auditor are Cpus and MiB of a pod that is spread evenly, as there is no one place to add
 * them, and all while a pod keeps its address without a place, as no event tells another engine of that.
 */
export function nearestBreach(fleet: Fleet, { instants }: Recording, create: EngineFactory): Breach | null {
  if (fleet.hosts.length > HOSTS_MAX) return null
  const world = new World()
  const tried = new Set<string>()
  let line = 0
  for (const instant of instants) {
    for (const event of instant.events) world.observe(event)
    for (const text of instant.lines) {
      line++
      const decision = JSON.parse(text) as DecisionLine
      if (decision.kind === 'refuse' && decision.nearest !== undefined && tried.size < TRIED_MAX) {
        const kind = `${decision.action} ${decision.nearest.resource}`
        const fault = tried.has(kind) ? null : faultOf(fleet, world, decision, decision.nearest, create)
        tried.add(kind)
        if (fault !== null) {
          const message = `${decision.pod}: nearest is ${JSON.stringify(decision.nearest)}, but ${fault}`
          return { law: 'L8', message, line: { file: 'decisions', line }, inLog: false }
        }
      }
      world.decide(decision)
    }
  }
  return null
}

/** What holds what, from the lines of both logs alone. */
class World {
  readonly #components: ComponentDeclared[] = []
  readonly #held = new Map<string, HoldingWords & Omit<PodWords, 'pod'>>()
  readonly #hosts = new Map<string, Event>()
  readonly #cordons = new Map<string, Event>()
  readonly #down = new Map<string, Event>()
  readonly #taints = new Map<string, Event>()
  /** Pods of a fixed address that lost their place. */
  readonly #keeping = new Set<string>()

  observe(event: Event): void {
    if (event.kind === 'release') this.#keeping.delete(event.pod)
    if (event.kind === 'component') this.#components.push(event)
    else if (event.kind === 'adopt') this.#held.set(event.pod, event)
    else if (event.kind === 'foreign') this.#hosts.set(event.host, event)
    else if (event.kind === 'cordon' || event.kind === 'uncordon') this.#cordons.set(event.host, event)
    else if (event.kind === 'taint') this.#taints.set(event.host, event)
    else if (event.kind === 'host-lost') this.#down.set(event.host, event)
    else if (event.kind === 'host-recovered') this.#down.delete(event.host)
  }

  decide(line: DecisionLine): void {
    if (line.kind !== 'refuse') this.#keeping.delete(line.pod)
    if (line.kind === 'release') this.#end(line)
    else if (line.kind !== 'refuse') this.#held.set(line.pod, line)
  }

  #end({ pod, game, component, cause }: ReleaseLine): void {
    this.#held.delete(pod)
    const isWanted = cause === 'host-lost' || cause === 'bind-failed'
    if (isWanted && this.requestOf({ game, component })?.fixedIp === true) this.#keeping.add(pod)
  }

  /** Whether addresses are kept by pods that hold nothing. */
  get keepsAddresses(): boolean {
    return this.#keeping.size > 0
  }

  requestOf({ game, component }: Pick<RefuseLine, 'game' | 'component'>): PodRequest | undefined {
    return this.#components.find((each) => each.game === game && each.component === component)?.request
  }

  hostOf(pod: string): string | undefined {
    return this.#held.get(pod)?.host
  }

  /** An engine on another fleet that holds what is held here, but for one pod when it is given. */
  rebuilt(fleet: Fleet, create: EngineFactory, except: string | null): Engine {
    const engine = create(fleet)
    const say = (atUs: number, events: Iterable<Event>): void => {
      for (const event of events) engine.observe({ ...event, atUs })
      engine.decide(atUs)
    }
    say(0, [...this.#components, ...this.#down.values(), ...this.#taints.values()])
    const found = [...this.#held].flatMap(([pod, words]) => (pod === except ? [] : [adopted(pod, words)]))
    say(1, [...found, ...this.#hosts.values(), ...this.#cordons.values()])
    return engine
  }
}

interface PodWords {
  readonly pod: string
  readonly game: string
  readonly zone: string
  readonly component: string
}

function adopted(pod: string, words: HoldingWords & Omit<PodWords, 'pod'>): Event {
  return { ...words, atUs: 1, kind: 'adopt', pod }
}

/** What is wrong with a nearest change, or null. */
function faultOf(
  fleet: Fleet,
  world: World,
  refused: RefuseLine,
  { resource, amount, hosts }: NearestChange,
  create: EngineFactory,
): string | null {
  const { numa, fullCores = false, fixedIp = false } = world.requestOf(refused) ?? {}
  if (fixedIp || world.keepsAddresses) return null
  if (numa === 'spread' && (resource === 'cpus' || resource === 'memoryMib')) return null
  const fits = (richer: Fleet, host: string | null): boolean => fitsOn(richer, world, refused, host, create)
  try {
    if (resource === 'ip') {
      return roomierFleets(fleet).some((richer) => fits(richer, null))
        ? null
        : 'one more address in no pool makes it fit'
    }
    let count = 0
    for (const [h, host] of fleet.hosts.entries()) {
      const { name } = host
      if (richerFleets(fleet, h, resource, amount).some((richer) => fits(richer, name))) count++
      const less = amount - (resource === 'cpus' && fullCores ? largestCore(host) : 1)
      const poorer = less <= 0 ? [] : richerFleets(fleet, h, resource, less)
      if (poorer.some((richer) => fits(richer, name))) return `${less} on ${name} is enough`
    }
    return count === hosts ? null : `it makes the pod fit on ${count} hosts`
  } catch (error) {
    return `the engine stops on the richer fleet: ${textOf(error)}`
  }
}

/** Whether what was refused is granted on another fleet, on that host when one is given. */
function fitsOn(fleet: Fleet, world: World, refused: RefuseLine, host: string | null, create: EngineFactory): boolean {
  const { pod, game, zone, component, action } = refused
  const size = wordsOfSize(sizeOf(refused))
  const atUs = 2
  const engine = world.rebuilt(fleet, create, action === 'resize' ? null : pod)
  if (action === 'resize') {
    engine.observe({ atUs, kind: 'resize', pod, ...size, cause: 'load' })
    return engine.decide(atUs).some(({ kind }) => kind === 'resize') && world.hostOf(pod) === host
  }
  const own = world.hostOf(pod)
  if (own !== undefined) engine.observe({ atUs, kind: 'cordon', host: own })
  engine.observe({ atUs, kind: 'request', pod, game, zone, component, ...size, cause: 'launch' })
  engine.decide(atUs)
  const holding = engine.holding(pod)
  return holding !== null && (host === null || fleet.hosts[holding.host].name === host)
}
