import { sumOf } from '../../../../src/base/sum.ts'
import {
  type CallContext,
  type CallOutcome,
  type CallRequest,
  type Direction,
  type Memo,
  type Target,
  TargetUnreachable,
} from '../../../../src/live/targets/target.ts'
import type { HoldingWords } from '../../../../src/model/decision.ts'
import type { PlanStep } from '../../../../src/model/plan.ts'
import type { Snapshot } from '../../../../src/model/snapshot.ts'
import type { TruePod, Truth } from './truth.ts'

const CALLS: Readonly<Record<PlanStep['kind'], Readonly<Record<Direction, readonly string[]>>>> = {
  bind: { forward: ['bind', 'verify'], back: ['unbind'] },
  create: { forward: ['create', 'bind'], back: ['delete'] },
  resize: { forward: ['resize'], back: ['resize'] },
  release: { forward: ['delete'], back: ['create', 'bind'] },
  migrate: { forward: ['evict', 'create', 'bind'], back: ['evict', 'create', 'bind'] },
}

/** What is answered in place of an answer; `lost`: the effect is there, the answer is not. */
export type Fault = CallOutcome | 'lost' | null

/**
 * A target over a truth of its own. Calls look first, by the decision's id: what is there already is found done. It
 * shares no code with what applies plans.
 */
export class TruthTarget implements Target {
  readonly ref
  readonly truth: Truth
  /** Asked before each call, `1 forward bind`, with how often it was made before. May take its time. */
  fault: (call: string, times: number) => Fault | Promise<Fault> = () => null
  /** Asked by the health gate. */
  sick: (steps: readonly PlanStep[]) => string | null = () => null
  silent = false
  /** Waited for while a snapshot is taken. */
  looking: () => unknown = () => undefined
  readonly asked: string[] = []
  /** What each call was given that earlier ones left, by `1 forward bind`. */
  readonly memos = new Map<string, Memo>()
  /** Most calls in hand at once so far. */
  inHandMax = 0
  #inHand = 0

  constructor(truth: Truth) {
    this.truth = truth
    this.ref = truth.snapshot().target
  }

  async snapshot(): Promise<Snapshot> {
    if (this.silent) throw new TargetUnreachable('the target is silent')
    await this.looking()
    return this.truth.snapshot()
  }

  callsOf(step: PlanStep, direction: Direction): readonly string[] {
    return CALLS[step.kind][direction]
  }

  async call(request: CallRequest): Promise<CallOutcome> {
    const key = `${request.step.number} ${request.direction} ${request.call}`
    this.memos.set(key, request.memo)
    this.inHandMax = Math.max(this.inHandMax, ++this.#inHand)
    try {
      const fault = await this.#faultOf(key)
      if (request.dryRun === 'server') return fault === 'lost' || fault === null ? { kind: 'done' } : fault
      if (fault !== null && fault !== 'lost') return fault
      const outcome = this.#make(request)
      return fault === 'lost' ? { kind: 'unreachable', reason: 'reset' } : outcome
    } finally {
      this.#inHand--
    }
  }

  async cordon(host: string, on: boolean, { plan, dryRun }: CallContext): Promise<CallOutcome> {
    const fault = await this.#faultOf(`cordon ${host} ${on ? 'on' : 'off'}`)
    if (fault !== null && fault !== 'lost') return fault
    const plans = this.truth.cordons.get(host) ?? []
    if (dryRun === 'none' && plans.includes(plan) !== on) {
      const next = on ? [...plans, plan] : plans.filter((other) => other !== plan)
      this.truth.setCordon(host, next, `${plan} cordon ${host} ${on}`)
    }
    return fault === 'lost' ? { kind: 'unreachable', reason: 'reset' } : { kind: 'done' }
  }

  watchHosts(told: (host: string) => void): () => void {
    this.truth.listeners.add(told)
    return () => void this.truth.listeners.delete(told)
  }

  async seemHit(steps: readonly PlanStep[], plan: string): Promise<readonly number[]> {
    const isHit = ({ pod: name, after, number }: PlanStep): boolean => {
      if (after === null || this.truth.pods.get(name)?.decision !== `${plan}/${number}/forward`) return false
      return this.truth.takenBy(name, after) !== null
    }
    return steps.filter(isHit).map(({ number }) => number)
  }

  async health(steps: readonly PlanStep[]): Promise<string | null> {
    return this.sick(steps)
  }

  async close(): Promise<void> {}

  async #faultOf(key: string): Promise<Fault> {
    const times = this.asked.filter((asked) => asked === key).length
    this.asked.push(key)
    await Promise.resolve()
    return this.fault(key, times)
  }

  #make(request: CallRequest): CallOutcome {
    const { step, direction, call, plan } = request
    const id = `${plan}/${step.number}/${direction}`
    const pod = this.truth.pods.get(step.pod)
    const effect = `${id} ${call}`
    const want = direction === 'forward' ? step.after : step.before
    switch (call) {
      case 'verify':
        return this.#verify(request)
      case 'unbind':
        // What somebody else bound is theirs; what was bound here ends, and is made again.
        if (pod?.decision === `${plan}/${step.number}/forward` && pod.holding !== null) {
          const again = { ...pod, uid: `${pod.uid}-again`, holding: null, state: 'pending', decision: id } as const
          this.truth.setPod(step.pod, again, effect)
        }
        return { kind: 'done' }
      case 'evict':
      case 'delete':
        return this.#end(request, pod, effect)
      case 'create':
        if (pod !== undefined) return { kind: 'done', memo: { uid: pod.uid } }
        this.truth.setPod(step.pod, { ...madePod(step, id) }, effect)
        return { kind: 'done', memo: { uid: `uid-${id}` } }
      default:
        return want === null ? { kind: 'refused', reason: 'nothing to hold' } : this.#hold(step, pod, want, id, effect)
    }
  }

  #verify({ step }: CallRequest): CallOutcome {
    const { after, pod: name } = step
    if (after === null) return { kind: 'refused', reason: 'nothing to hold' }
    const found = this.truth.pods.has(name) ? this.truth.takenBy(name, after) : `${name} is gone`
    return found === null ? { kind: 'done' } : { kind: 'clash', host: after.host, reason: found }
  }

  #end({ step, direction, plan }: CallRequest, pod: TruePod | undefined, effect: string): CallOutcome {
    const isOurs = direction === 'forward' ? pod?.uid === step.uid : pod?.uid.startsWith(`uid-${plan}/${step.number}/`)
    if (pod === undefined || isOurs !== true) return { kind: 'done' }
    this.truth.setPod(step.pod, null, effect)
    return { kind: 'done' }
  }

  #hold(step: PlanStep, pod: TruePod | undefined, want: HoldingWords, id: string, effect: string): CallOutcome {
    const { host } = want
    if (pod === undefined) return { kind: 'clash', host, reason: `${step.pod} is gone` }
    if (step.kind === 'bind' && pod.uid !== step.uid) {
      return { kind: 'clash', host, reason: `${step.pod} was made again by somebody else` }
    }
    const isThere = pod.holding !== null && JSON.stringify(pod.holding) === JSON.stringify(want)
    if (isThere && this.truth.takenBy(step.pod, want) === null) return { kind: 'done' }
    if (!isThere && pod.holding !== null && step.kind !== 'resize') {
      return { kind: 'clash', host, reason: `${step.pod} is on ${pod.holding.host}` }
    }
    const taken = this.truth.takenBy(step.pod, want)
    if (taken !== null) return { kind: 'clash', host, reason: taken }
    const { cpus, memoryMib } = sizeOf(want)
    this.truth.setPod(step.pod, { ...pod, holding: want, cpus, memoryMib, state: 'running', decision: id }, effect)
    return { kind: 'done' }
  }
}

function madePod(step: PlanStep, id: string): Omit<TruePod, 'version'> {
  const { pod: name, objectName, game, zone, component, request } = step
  const { cpus, memoryMib } = request
  const who = { name, objectName, uid: `uid-${id}`, game, zone, component }
  return { ...who, request, cpus, memoryMib, state: 'pending', holding: null, decision: id }
}

function sizeOf({ cpus = '', memoryMib }: HoldingWords): { cpus: number; memoryMib: number } {
  const count = cpus.split(',').map((part) => {
    const [first, last = first] = part.split('-').map(Number)
    return last - first + 1
  })
  return { cpus: sumOf(count), memoryMib: sumOf(Object.values(memoryMib)) }
}
