import type { Engine } from '../../src/engine/engine.ts'
import { KubeDefault } from '../../src/engine/kube-default/kube-default.ts'
import type { Explained } from '../../src/engine/kube-default/watch.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import type { DecisionLine } from '../../src/model/decision.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Event } from '../../src/model/event.ts'
import type { Explanation } from '../../src/model/explanation.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision } from '../../src/model/holding.ts'
import { HeldThen } from './held-then.ts'
import { type TriedChange, tryNearest } from './try-nearest.ts'

/** The decision to explain, as the recording has it. */
export interface DecisionToExplain {
  readonly seq: number
  readonly atUs: number
  readonly pod: string
}

export interface ExplainedDecision {
  readonly line: DecisionLine
  /** Null for a release: its cause says all. */
  readonly explanation: Explanation | null
  /** For a refusal with a nearest change: that change, made. */
  readonly tried: TriedChange | null
  /** For a refused place: the moves after which it fits. Null when none were looked for. */
  readonly room: RoomMade | null
}

/** The fewest and cheapest moves off one host after which a pod fits there, of up to movesMax. */
export interface RoomMade {
  readonly movesMax: number
  /** Lines of the migrates and of the place, numbered as if decided next; empty when no such moves make room. */
  readonly lines: readonly DecisionLine[]
}

/**
 * Explains one decision of a recorded run: is fed the run's events in their order and decides as the run did, up to the
 * round of the decision, which it looks into.
 */
export class RunExplainer {
  readonly #fleet: Fleet
  readonly #wanted: DecisionToExplain
  readonly #listed: number
  readonly #decider: Engine | KubeDefault
  readonly #held = new HeldThen()
  readonly #textOf: ReturnType<typeof createDecisionWriter>
  #nowUs = -1

  readonly #create: (fleet: Fleet) => Engine
  readonly #movesMax: number

  /**
   * listed: feasible hosts to list at most; create: makes an engine with the run's profiles; movesMax: moves that may
   * make room for a refused pod, 0 for not looking. Throws when the fleet is not as `model/fleet.ts` says.
   * baseline: who decided in the engine's place; null: nobody.
   */
  constructor(
    fleet: Fleet,
    wanted: DecisionToExplain,
    listed: number,
    create: (fleet: Fleet) => Engine,
    movesMax = 0,
    baseline: Baseline | null = null,
  ) {
    this.#create = create
    this.#movesMax = movesMax
    this.#fleet = fleet
    this.#wanted = wanted
    this.#listed = listed
    this.#decider = baseline === null ? create(fleet) : new KubeDefault(fleet, baseline)
    this.#textOf = createDecisionWriter(fleet)
  }

  /**
   * Takes the next event. False once the decision's instant is behind, and no more is to be fed. Throws when the event
   * contradicts those before.
   */
  feed(event: Event): boolean {
    if (event.atUs > this.#nowUs && this.#nowUs >= 0) {
      if (this.#nowUs >= this.#wanted.atUs) return false
      for (const line of this.#decide()) this.#held.decide(line)
    }
    this.#nowUs = event.atUs
    this.#decider.observe(event)
    this.#held.observe(event)
    return true
  }

  /** The explanation, once everything is fed; null when no such decision is taken about the pod. */
  finish(): ExplainedDecision | null {
    const { seq, pod } = this.#wanted
    return this.#finish((lines) => lines.find((line) => line.seq === seq && line.pod === pod))
  }

  /**
   * As finish, where what is decided need not be what was recorded: explains the round's decision about the pod, one of
   * that kind before others, whatever its number. Null when it decides nothing about the pod.
   */
  finishAbout(kind: DecisionLine['kind']): ExplainedDecision | null {
    return this.#finish((lines) => {
      const about = lines.filter(({ pod }) => pod === this.#wanted.pod)
      return about.find((line) => line.kind === kind) ?? about[0]
    })
  }

  #finish(pick: (lines: readonly DecisionLine[]) => DecisionLine | undefined): ExplainedDecision | null {
    if (this.#nowUs !== this.#wanted.atUs) return null
    const { explanations, decisions } = this.#explain()
    const lines = decisions.map((decision) => this.#lineOf(decision))
    const line = pick(lines)
    if (line === undefined) return null
    const explanation = explanations.find((each) => each.seq === line.seq) ?? null
    for (const before of lines.slice(0, lines.indexOf(line))) this.#held.decide(before)
    const tried = line.kind === 'refuse' && explanation !== null ? this.#try(line, explanation) : null
    return { line, explanation, tried, room: this.#room(line) }
  }

  /** Decides the round of the decision. */
  #explain(): Explained {
    const { pod, atUs } = this.#wanted
    const decider = this.#decider
    if (decider instanceof KubeDefault) return decider.decideAndExplain(atUs, pod, this.#listed)
    const explanations = decider.explain(atUs, pod, this.#listed)
    return { explanations, decisions: decider.decide(atUs) }
  }

  #try(line: DecisionLine & { kind: 'refuse' }, { nearest }: Explanation): TriedChange | null {
    return nearest === null ? null : tryNearest(this.#fleet, this.#held, line, nearest, this.#create)
  }

  /** Looked for once the whole round is decided: what it freed or took is as it was. */
  #room(line: DecisionLine): RoomMade | null {
    const movesMax = this.#movesMax
    const decider = this.#decider
    if (line.kind !== 'refuse' || line.action !== 'place' || movesMax === 0) return null
    if (decider instanceof KubeDefault) return null
    const decisions = decider.makeRoom(this.#nowUs, line.pod, movesMax) ?? []
    return { movesMax, lines: decisions.map((decision) => this.#lineOf(decision)) }
  }

  #decide(): DecisionLine[] {
    return this.#decider.decide(this.#nowUs).map((decision) => this.#lineOf(decision))
  }

  #lineOf(decision: Decision): DecisionLine {
    return JSON.parse(this.#textOf(decision)) as DecisionLine
  }
}
