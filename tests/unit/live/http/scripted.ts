import type {
  ActOptions,
  ActOutcome,
  CreateOutcome,
  PlanRepeat,
  PlanService,
} from '../../../../src/live/plans/plan-service.ts'
import type { RequestRows } from '../../../../src/live/store/request-rows.ts'
import { type Target, TargetUnreachable } from '../../../../src/live/targets/target.ts'
import type { Plan, PlanAction, PlanStep } from '../../../../src/model/plan.ts'
import type { Snapshot } from '../../../../src/model/snapshot.ts'

const STEP: PlanStep = {
  number: 1,
  kind: 'release',
  pod: 'moba/z1/logic-0',
  objectName: 'moba/z1/logic-0',
  uid: 'u1',
  decision: {
    seq: 1,
    atUs: 0,
    kind: 'release',
    pod: 'moba/z1/logic-0',
    game: 'moba',
    zone: 'z1',
    component: 'logic',
    host: 'h1',
    cause: 'scale-down',
  },
  before: null,
  after: null,
  irreversible: null,
  game: 'moba',
  zone: 'z1',
  component: 'logic',
  request: {
    cpus: 1,
    memoryMib: 1,
    diskMib: 0,
    ioKibps: 0,
    network: 'bridge',
    numa: 'preferred',
    where: {},
    spread: [],
    profile: 'pack',
  },
}

/** A plan of one step on a pod of `moba` in the region `sz`. */
export function planNamed(name: string, author: string): Plan {
  return {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'Plan',
    metadata: { name, author, createdAtMs: 1000 },
    spec: {
      target: { kind: 'sandbox', name: 'sandbox' },
      intents: [{ kind: 'release', pod: 'moba/z1/logic-0' }],
      engineVersion: '1',
      observedAtMs: 900,
      observed: { hosts: { h1: '1' }, pods: { 'moba/z1/logic-0': '1' } },
      steps: [STEP],
      regions: ['sz'],
      refusals: [],
      cordon: [],
      waves: [{ name: 'canary', steps: [1] }],
      gate: { timeoutMs: 1000, settleMs: 0 },
      digest: 'd'.repeat(64),
    },
    status: {
      state: 'draft',
      revision: 1,
      direction: 'forward',
      approver: null,
      wave: 0,
      steps: [{ number: 1, state: 'waiting', call: '', reason: '' }],
      reason: '',
      clashes: [],
      stale: [],
      closed: false,
      history: [],
    },
  }
}

/** Answers what it is told to, so that each outcome a plan service may have is seen to become the right answer. */
export class ScriptedPlans implements PlanService {
  readonly plans = new Map<string, Plan>()
  readonly acts: (readonly [string, PlanAction, string, ActOptions])[] = []
  readonly listeners = new Set<(plan: Plan) => void>()
  nextCreate: CreateOutcome | null = null
  nextAct: ActOutcome | null = null
  creations = 0
  /** What the next creation waits for. */
  creating: Promise<void> = Promise.resolve()
  readonly #requests: Pick<RequestRows, 'put'> | null

  constructor(requests: Pick<RequestRows, 'put'> | null = null) {
    this.#requests = requests
  }

  add(plan: Plan): Plan {
    this.plans.set(plan.metadata.name, plan)
    return plan
  }

  async create(
    request: { readonly metadata: { readonly name: string } },
    author: string,
    repeat: PlanRepeat | null = null,
  ): Promise<CreateOutcome> {
    this.creations++
    const { name } = request.metadata
    await this.creating
    if (this.nextCreate !== null) return this.nextCreate
    if (repeat !== null) this.#requests?.put(author, repeat.key, { digest: repeat.digest, plan: name })
    return { kind: 'created', plan: this.add(planNamed(name, author)) }
  }

  list(): readonly Plan[] {
    return [...this.plans.values()].reverse()
  }

  get(name: string): Plan | null {
    return this.plans.get(name) ?? null
  }

  act(name: string, action: PlanAction, actor: string, options: ActOptions = {}): Promise<ActOutcome> {
    this.acts.push([name, action, actor, options])
    if (this.nextAct !== null) return Promise.resolve(this.nextAct)
    const plan = this.plans.get(name) as Plan
    const { status } = plan
    const changed = this.add({ ...plan, status: { ...status, state: 'proposed', revision: status.revision + 1 } })
    for (const listener of this.listeners) listener(changed)
    return Promise.resolve({ kind: 'done', plan: changed })
  }

  subscribe(listener: (plan: Plan) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  start(): void {}

  close(): Promise<void> {
    return Promise.resolve()
  }
}

const NOTHING: Snapshot = {
  target: { kind: 'sandbox', name: 'sandbox' },
  observedAtMs: 5000,
  fleet: { hosts: [], segments: [], pools: [] },
  hosts: [],
  pods: [],
  clashes: [],
  faults: [],
}

/** A target with nothing on it; `silent` makes it give no answer. */
export function emptyTarget(): Target & { silent: boolean; asked: number } {
  return {
    ref: NOTHING.target,
    silent: false,
    asked: 0,
    snapshot() {
      this.asked++
      return this.silent ? Promise.reject(new TargetUnreachable('connection refused')) : Promise.resolve(NOTHING)
    },
    callsOf: () => [],
    call: () => Promise.resolve({ kind: 'done' }),
    cordon: () => Promise.resolve({ kind: 'done' }),
    watchHosts: () => () => undefined,
    seemHit: () => Promise.resolve([]),
    health: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  }
}
