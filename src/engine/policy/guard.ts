import { SCORE_MAX } from '../score/score-max.ts'

/** What a plug-in did that none may do. `pod` is set by the engine, which knows for whom it asked. */
export class PolicyFault extends Error {
  override readonly name = 'PolicyFault'
  pod: string | null = null
  readonly plugin: string
  readonly host: string
  readonly what: string

  /** plugin: `score Tight of mine`. */
  constructor(plugin: string, host: string, what: string) {
    super(`${plugin}, on ${host}: ${what}`)
    this.plugin = plugin
    this.host = host
    this.what = what
  }

  /** Notes for which pod it was asked. */
  about(pod: string): void {
    this.pod = pod
    this.message = `${this.plugin}, for pod ${pod} on ${this.host}: ${this.what}`
  }
}

/** What a guard needs from outside the engine. */
export interface GuardOptions {
  /** Every so many calls is made twice; 1: all of them. */
  readonly twiceEvery: number
  /** What a plug-in did that none may do, since this was last asked for, or null. */
  readonly slip?: () => string | null
  /** Milliseconds, for the time that plug-ins take; none is taken without. */
  readonly now?: () => number
}

/** Calls of one plug-in and the time they took, second calls left out, the clock's own time not. */
export interface PluginTime {
  readonly plugin: string
  calls: number
  /** Spans timed, each of which read the clock twice. */
  spans: number
  ms: number
}

/** Calls one plug-in and lets through what it may answer, nothing else. */
export class Guarded<A extends readonly unknown[], T extends number | boolean> {
  readonly time: PluginTime
  readonly #call: (...words: A) => T
  readonly #isAnswer: (value: unknown) => boolean
  readonly #expected: string
  readonly #options: GuardOptions
  #untilTwice: number

  constructor(plugin: string, call: (...words: A) => T, expects: Expects, options: GuardOptions) {
    this.time = { plugin, calls: 0, spans: 0, ms: 0 }
    this.#call = call
    this.#isAnswer = expects.isAnswer
    this.#expected = expects.expected
    this.#options = options
    this.#untilTwice = options.twiceEvery
  }

  /** The plug-in's answer. Throws a PolicyFault for whatever it should not do. */
  ask(host: string, ...words: A): T {
    const { now } = this.#options
    const from = now?.() ?? 0
    const answer = this.#answer(host, words)
    if (now !== undefined) this.time.ms += now() - from
    this.time.spans++
    this.time.calls++
    if (--this.#untilTwice > 0) return answer
    this.#untilTwice = this.#options.twiceEvery
    const again = this.#answer(host, words)
    if (again !== answer) throw this.#fault(host, `answers ${answer}, then ${again} when asked the same again`)
    return answer
  }

  #answer(host: string, words: A): T {
    let answer: T
    try {
      answer = this.#call(...words)
    } catch (error) {
      const slip = this.#options.slip?.() ?? null
      throw this.#fault(host, slip ?? `throws ${textOf(error)}`)
    }
    const slip = this.#options.slip?.() ?? null
    if (slip !== null) throw this.#fault(host, slip)
    if (!this.#isAnswer(answer)) throw this.#fault(host, `answers ${shown(answer)}, not ${this.#expected}`)
    return answer
  }

  #fault(host: string, what: string): PolicyFault {
    return new PolicyFault(this.time.plugin, host, what)
  }
}

export interface Expects {
  readonly isAnswer: (value: unknown) => boolean
  readonly expected: string
}

export const A_VERDICT: Expects = { isAnswer: (value) => typeof value === 'boolean', expected: 'true or false' }

export const A_SCORE: Expects = {
  isAnswer: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= SCORE_MAX,
  expected: `an integer from 0 to ${SCORE_MAX}`,
}

function textOf(error: unknown): string {
  try {
    return String(error).split('\n')[0].slice(0, 200)
  } catch {
    return 'something without a text'
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80))
  return typeof value === 'object' || typeof value === 'function' ? `a value of type ${typeof value}` : String(value)
}
