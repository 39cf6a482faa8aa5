import type { Policy } from './policy.ts'

/** Globals of which the answers differ between calls, machines or browsers, or which reach out of a policy. */
export const TRAPPED = [
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  ...['crypto', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Intl', 'process', 'require', 'console'],
  ...['globalThis', 'global', 'self', 'window', 'Function', 'WeakRef', 'FinalizationRegistry'],
] as const

/** What of Math gives the same everywhere. */
const EXACT = /^(abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|[A-Z][A-Z0-9_]*)$/

/** What compiles or waits, or runs code after the answer; behind the others, see TRAP_NAMES. */
const TRAPPED_LATE = ['RegExp', 'Promise', 'Atomics', 'WebAssembly'] as const

/**
 * Names that a bundled policy is a function of: what it gets in place of the globals. New ones come last, as bundles in
 * run directories were made with those before.
 */
export const TRAP_NAMES: readonly string[] = ['Math', ...TRAPPED, 'berthSteps', ...TRAPPED_LATE]

/**
 * Steps that a call of a plug-in may take: rounds of loops and calls of functions of the bundle, counted in it
 * (`cli/policy/count-steps.ts`). Far more than any takes that looks at one host, and over within a blink.
 */
export const STEPS_MAX = 1_000_000

/** What a bundle counts down, once a step. */
export interface Steps {
  left: number
  /** Called when none is left. */
  over(): never
  /** What a text is matched with, as it is; refused when it is a text that would become a regular expression. */
  pattern(value: unknown): unknown
}

/** What makes a text more than one to be found as it is. */
const REPEATS = /[*+?{(|]/

/** A bundled policy: a function of the globals that it may not have. */
export type PolicyModule = (...globals: readonly unknown[]) => unknown

/** A policy and what it reaches for while it is asked. */
export interface LoadedPolicy {
  readonly policy: Policy
  /** What it did that none may do since this was last asked, or null. */
  slip(): string | null
}

export interface Traps {
  /** In the order of TRAP_NAMES. */
  readonly globals: readonly unknown[]
  /**
   * What was done that no policy may do since this was last asked, or null: also when the policy caught the error.
   * Steps are counted from here on.
   */
  slip(): string | null
}

/** Stand-ins for the globals: whatever is done with one is noted and throws. */
export function createTraps(): Traps {
  let last: string | null = null
  const refuse = (name: string): never => {
    last ??= `reaches for ${name}`
    throw new Error(`a policy has no ${name}`)
  }
  const trap = (name: string): unknown => {
    const of = (key: string | symbol): string => (typeof key === 'string' ? `${name}.${key}` : name)
    // A class is called and made with `new`: both reach the traps.
    return new Proxy(class {}, {
      get: (_, key) => refuse(of(key)),
      set: (_, key) => refuse(of(key)),
      has: (_, key) => refuse(of(key)),
      apply: () => refuse(name),
      construct: () => refuse(name),
      ownKeys: () => refuse(name),
      getPrototypeOf: () => refuse(name),
    })
  }
  const math = Object.create(null)
  for (const name of Object.getOwnPropertyNames(Math)) {
    if (EXACT.test(name)) Object.defineProperty(math, name, { value: Math[name as 'PI'] })
    else Object.defineProperty(math, name, { get: () => refuse(`Math.${name}`) })
  }
  const steps: Steps = {
    left: STEPS_MAX,
    over() {
      last ??= `takes more than 1,000,000 steps without an answer`
      throw new Error('no step is left')
    },
    pattern(value) {
      if (typeof value === 'string' && REPEATS.test(value)) refuse('a regular expression made of a text')
      return value
    },
  }
  return {
    globals: [Object.freeze(math), ...TRAPPED.map(trap), steps, ...TRAPPED_LATE.map(trap)],
    slip() {
      const slip = last
      last = null
      steps.left = STEPS_MAX
      return slip
    },
  }
}
