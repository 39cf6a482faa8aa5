import type { Engine } from '../../src/engine/engine.ts'
import type { BesideWords, DecisionLine, HoldingWords, RefuseLine, ReleaseLine } from '../../src/model/decision.ts'
import type { ComponentDeclared, Event } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { PodRequest } from '../../src/model/request.ts'

/**
 * What holds what at a point of a run, from the lines of both logs alone: observe events and decisions in their order.
 */
export class HeldThen {
  readonly #components: ComponentDeclared[] = []
  readonly #held = new Map<string, HoldingWords & Omit<PodWords, 'pod'>>()
  /** Whose the pods of waiting groups are. */
  readonly #grouped = new Map<string, Omit<PodWords, 'pod'>>()
  readonly #hosts = new Map<string, Event>()
  readonly #cordons = new Map<string, Event>()
  readonly #down = new Map<string, Event>()
  readonly #taints = new Map<string, Event>()
  /** Pods of a fixed address or a volume that lost their place. */
  readonly #keeping = new Set<string>()

  observe(event: Event): void {
    if (event.kind === 'release') {
      this.#keeping.delete(event.pod)
      this.#grouped.delete(event.pod)
    }
    if (event.kind === 'request' && event.group !== undefined) {
      const { game, zone, component } = event
      this.#grouped.set(event.pod, { game, zone, component })
    }
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
    if (line.kind === 'place') this.#grouped.delete(line.pod)
    if (line.kind === 'release') this.#end(line)
    else if (line.kind !== 'refuse') this.#held.set(line.pod, line)
  }

  #end({ pod, game, component, cause }: ReleaseLine): void {
    const isWanted = cause === 'host-lost' || cause === 'bind-failed' || cause === 'preempted'
    if (isWanted && this.#keepsWhatItHolds(pod, { game, component })) this.#keeping.add(pod)
    this.#held.delete(pod)
  }

  #keepsWhatItHolds(pod: string, owner: Pick<RefuseLine, 'game' | 'component'>): boolean {
    return this.requestOf(owner)?.fixedIp === true || this.#held.get(pod)?.volume !== undefined
  }

  /**
   * Whether addresses or volumes are kept by pods that hold nothing, or by the one that was refused a move: an engine
   * that is told of holdings alone cannot know of them.
   */
  isKeptBeside(refused: RefuseLine): boolean {
    return this.#keeping.size > 0 || (refused.action === 'migrate' && this.#keepsWhatItHolds(refused.pod, refused))
  }

  requestOf({ game, component }: Pick<RefuseLine, 'game' | 'component'>): PodRequest | undefined {
    return this.#components.find((each) => each.game === game && each.component === component)?.request
  }

  hostOf(pod: string): string | undefined {
    return this.#held.get(pod)?.host
  }

  /**
   * An engine on another fleet that holds what is held here, but for one pod when it is given, and beside it what the
   * pods of a refused group would have held. No pod gives way in it: what a refusal calls nearest does without
   * preemption.
   */
  rebuilt(
    fleet: Fleet,
    create: (fleet: Fleet) => Engine,
    except: string | null,
    beside: readonly BesideWords[] = [],
  ): Engine {
    const engine = create(fleet)
    const say = (atUs: number, events: Iterable<Event>): void => {
      for (const event of events) engine.observe({ ...event, atUs })
      engine.decide(atUs)
    }
    say(0, [...this.#components.map(withoutBatch), ...this.#down.values(), ...this.#taints.values()])
    const found = [...this.#held].flatMap(([pod, words]) => (pod === except ? [] : [adopted(pod, words)]))
    const others = beside.flatMap(({ pod, ...words }) => {
      const owner = this.#grouped.get(pod)
      return owner === undefined ? [] : [adopted(pod, { ...owner, ...words })]
    })
    say(1, [...found, ...others, ...this.#hosts.values(), ...this.#cordons.values()])
    return engine
  }
}

function withoutBatch({ request: { batch: _, ...request }, ...event }: ComponentDeclared): ComponentDeclared {
  return { ...event, request }
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
