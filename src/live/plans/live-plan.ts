import type {
  Plan,
  PlanAction,
  PlanChange,
  PlanSpec,
  PlanState,
  PlanStatus,
  StepState,
  StepStatus,
} from '../../model/plan.ts'

/** Fields of a status that changes name; steps, revision and history have verbs of their own. */
export type StatusPatch = Partial<Omit<PlanStatus, 'steps' | 'revision' | 'history'>>

/**
 * One plan as it changes. Every change raises the revision; what `plan` returns is never changed again. Keeping it is
 * the caller's matter: what must be kept before anybody sees it is made on a `copy` and then taken over.
 */
export class LivePlan {
  readonly metadata: Plan['metadata']
  readonly spec: PlanSpec
  readonly #changed: (plan: LivePlan) => void
  #head: Omit<PlanStatus, 'steps'>
  #steps: StepStatus[]
  #shown: Plan | null

  /** changed: told after every change. */
  constructor(plan: Plan, changed: (plan: LivePlan) => void) {
    this.metadata = plan.metadata
    this.spec = plan.spec
    this.#changed = changed
    const { steps, ...head } = plan.status
    this.#head = head
    this.#steps = [...steps]
    this.#shown = plan
  }

  get name(): string {
    return this.metadata.name
  }

  get status(): Omit<PlanStatus, 'steps'> {
    return this.#head
  }

  get plan(): Plan {
    this.#shown ??= {
      apiVersion: 'berth.dev/v1alpha1',
      kind: 'Plan',
      metadata: this.metadata,
      spec: this.spec,
      status: { ...this.#head, steps: [...this.#steps] },
    }
    return this.#shown
  }

  /** Status of a step by its number, from 1. */
  step(number: number): StepStatus {
    return this.#steps[number - 1]
  }

  setStep(number: number, state: StepState, call: string, reason: string): void {
    this.#steps[number - 1] = { number, state, call, reason }
    this.#change({})
  }

  patch(patch: StatusPatch): void {
    this.#change(patch)
  }

  /** Changes the state (which may stay the same) and notes who did it and why. */
  move(
    to: PlanState,
    change: Pick<PlanChange, 'atMs' | 'actor' | 'reason'> & { action: PlanAction | 'progress' },
  ): void {
    const { atMs, actor, action, reason } = change
    const history = [...this.#head.history, { atMs, actor, action, from: this.#head.state, to, reason }]
    this.#head = { ...this.#head, history }
    this.#change({ state: to, reason })
  }

  /** A plan like this one that nobody is told of. */
  copy(): LivePlan {
    return new LivePlan(this.plan, () => undefined)
  }

  /** Becomes what a copy was made to be; of what happened to this one meanwhile nothing is left. */
  takeOver({ plan }: LivePlan): void {
    const { steps, ...head } = plan.status
    this.#head = head
    this.#steps = [...steps]
    this.#shown = plan
    this.#changed(this)
  }

  #change(patch: StatusPatch): void {
    this.#head = { ...this.#head, ...patch, revision: this.#head.revision + 1 }
    this.#shown = null
    this.#changed(this)
  }
}
