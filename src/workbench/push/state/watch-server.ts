import { loadAgents, loadPlans, loadTarget } from './push-control.ts'
import { pushStore } from './push-store.ts'

const EVERY_MS = 5000
/** While a plan is being applied, so that its strip and its halt are never far behind. */
const EVERY_APPLYING_MS = 2000
/** The server itself asks agents every quarter of a minute. */
const AGENTS_MS = 15_000

/** Asks for the target and the plans every few seconds while the page is in sight. Returns what ends it. */
export function watchServer(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isEnded = false
  let agentsMs = Number.NEGATIVE_INFINITY
  const look = async (): Promise<void> => {
    clearTimeout(timer)
    if (!document.hidden) {
      const isAgentsDue = performance.now() >= agentsMs + AGENTS_MS
      if (isAgentsDue) agentsMs = performance.now()
      await Promise.all([loadTarget(), loadPlans(), isAgentsDue ? loadAgents() : null])
    }
    if (isEnded) return
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
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', wake)
  }
}
