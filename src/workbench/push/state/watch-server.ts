import { loadAgents, loadPlans, loadSnapshot, loadTarget } from './push-control.ts'
import { pushStore } from './push-store.ts'

const EVERY_MS = 5000
/** While a plan is being applied, so that its strip and its halt are never far behind. */
const EVERY_APPLYING_MS = 2000
/** The server itself asks agents every quarter of a minute. */
const AGENTS_MS = 15_000

/** A fleet that nobody looks at goes its own way: pods end and hosts fall out without a plan. */
const FRESH_MS = 60_000

/**
 * While the page is in sight asks for the target and the plans every few seconds, and for a snapshot whenever the
 * one it has is a minute old. Returns what ends it.
 */
export function watchServer(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isEnded = false
  let agentsMs = Number.NEGATIVE_INFINITY
  let askedMs = Number.NEGATIVE_INFINITY
  let freshMs = performance.now()
  const undo = pushStore.subscribe(({ live }, before) => {
    if (live === before.live || live === null) return
    // Its age, not when it came: what a server shows first may be old. By a clock that runs ahead of the server's all
    // are old: what this page has asked for itself is not asked for again at once.
    const ageMs = Math.max(0, Date.now() - live.snapshot.observedAtMs)
    freshMs = Math.max(askedMs, performance.now() - ageMs)
  })
  const look = async (): Promise<void> => {
    clearTimeout(timer)
    if (!document.hidden) {
      const isAgentsDue = performance.now() >= agentsMs + AGENTS_MS
      if (isAgentsDue) agentsMs = performance.now()
      await Promise.all([loadTarget(), loadPlans(), isAgentsDue ? loadAgents() : null])
    }
    if (isEnded) return
    if (!document.hidden && performance.now() >= freshMs + FRESH_MS) {
      askedMs = performance.now()
      freshMs = askedMs
      void loadSnapshot(true, false)
    }
    const isApplying = pushStore.getState().plans?.some((plan) => plan.state === 'applying') === true
    timer = setTimeout(look, isApplying ? EVERY_APPLYING_MS : EVERY_MS)
  }
  const wake = (): void => {
    if (!document.hidden) void look()
  }
  document.addEventListener('visibilitychange', wake)
  void look()
  return () => {
    isEnded = true
    undo()
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', wake)
  }
}
