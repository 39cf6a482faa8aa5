/** What happens to a call that a rule picks. `forward: true` lets the server do its work before. */
export type Effect =
  /** The proxy answers itself, as the API server would; `forward`: the server did it and the answer was lost. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly retryAfterSeconds?: number
      readonly forward?: boolean
    }
  /** The connection is reset without an answer. */
  | { readonly kind: 'reset'; readonly forward?: boolean }
  /** No answer until `release()` of the rule or, when told, `forMs`; then the call goes on as if nothing had been. */
  | { readonly kind: 'stall'; readonly forMs?: number; readonly forward?: boolean }
  /** Something else happens in the world before the server sees the call, or before its answer is passed on. */
  | { readonly kind: 'meanwhile'; readonly run: () => Promise<void>; readonly forward?: boolean }
  /** Of a watch: its connection is reset after so many events. */
  | { readonly kind: 'cut'; readonly afterEvents: number }
  /** Of a watch: after so many events it is told by an ERROR event that its version is too old, and ends. */
  | { readonly kind: 'expire'; readonly afterEvents: number }

/** Which calls, and what becomes of them. */
export interface FaultRule {
  /** `GET`, or `WATCH` for a GET with `watch=true`, which `GET` does not mean. */
  readonly method: string
  /** Tested against the path without its query. */
  readonly path: RegExp
  /** The first call that is picked: 1, the default, is the next that matches. */
  readonly nth?: number
  /** How many calls in a row are picked; 1 unless told, Infinity for all. */
  readonly times?: number
  readonly effect: Effect
}

/** A rule at work. */
export interface ActiveRule {
  readonly rule: FaultRule
  /** Calls that matched so far, picked or not. */
  readonly matched: number
  /** Calls whose effect has begun. */
  readonly picked: number
  /** Lets every call go on that this rule stalls, now and later. */
  release(): void
  /** The rule picks no more calls; stalled ones go on. */
  remove(): void
  /** Resolves when `release` or `remove` was called. */
  readonly released: Promise<void>
}

/** Rules in the order in which they were added; the first that picks a call decides. */
export interface RuleBook {
  add(rule: FaultRule): ActiveRule
  /** Counts the call for every rule that matches it; the first rule that picks it, or null. */
  pick(method: string, path: string): ActiveRule | null
  clear(): void
}

export function createRuleBook(): RuleBook {
  const active: Counted[] = []
  return {
    add(rule) {
      const counted = createActive(rule, () => {
        const at = active.indexOf(counted)
        if (at >= 0) active.splice(at, 1)
      })
      active.push(counted)
      return counted
    },
    pick(method, path) {
      let first: Counted | null = null
      for (const each of active) {
        if (each.rule.method !== method || !each.rule.path.test(path)) continue
        each.matched++
        const from = each.rule.nth ?? 1
        const isPicked = each.matched >= from && each.matched < from + (each.rule.times ?? 1)
        if (isPicked && first === null) first = each
      }
      if (first !== null) first.picked++
      return first
    },
    clear() {
      for (const each of [...active]) each.remove()
    },
  }
}

type Counted = { -readonly [K in keyof ActiveRule]: ActiveRule[K] }

function createActive(rule: FaultRule, drop: () => void): Counted {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const remove = () => {
    drop()
    release()
  }
  return { rule, matched: 0, picked: 0, release, remove, released }
}
