import type { Policy } from './policy.ts'

/** Globals of which the answers differ between calls, machines or browsers, or which reach out of a policy. */
export const TRAPPED = [
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  ...['crypto', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Intl', 'process', 'require', 'console'],
  ...['globalThis', 'global', 'self', 'window', 'Function', 'WeakRef', 'FinalizationRegistry'],
] as const

/** What of Math gives the same everywhere. */
const EXACT = /^(abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|[A-Z][A-Z0-9_]*)$/

/** Names that a bundled policy is a function of: what it gets in place of the globals. */
export const TRAP_NAMES: readonly string[] = ['Math', ...TRAPPED]

/** A bundled policy: a function of the globals that it may not have. */
export type PolicyModule = (...globals: readonly unknown[]) => unknown

/** A policy and what it reaches for while it is asked. */
export interface LoadedPolicy {
  readonly policy: Policy
  /** What it reached for since this was last asked, or null. */
  reached(): string | null
}

export interface Traps {
  /** In the order of TRAP_NAMES. */
  readonly globals: readonly unknown[]
  /** What was reached for since this was last asked, or null: also when the policy caught the error. */
  reached(): string | null
}

/** Stand-ins for the globals: whatever is done with one is noted and throws. */
export function createTraps(): Traps {
  let last: string | null = null
  const refuse = (name: string): never => {
    last ??= name
    throw new Error(`a policy has no ${name}`)
  }
  const trap = (name: string): unknown => {
    const of = (key: string | symbol): string => (typeof key === 'string' ? `${name}.${key}` : name)
    return new Proxy(() => {}, {
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
  return {
    globals: [Object.freeze(math), ...TRAPPED.map(trap)],
    reached() {
      const reached = last
      last = null
      return reached
    },
  }
}
