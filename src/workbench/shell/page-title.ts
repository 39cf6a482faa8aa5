import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { FILE_PLAN, isPlannerPath, readPlannerAddress } from '../planner/state/planner-address.ts'
import { FILES_CASE, isProvePath, readProveAddress } from '../prove/state/prove-address.ts'
import { isPushPath, readPushAddress } from '../push/state/push-address.ts'
import { readViewState } from '../state/url-state.ts'

const NAME = 'Berth'

/** What a tab, the history and a bookmark call an address: what is shown first, as much of a tab is cut off. */
export function pageTitle(path: string, search: string): string {
  const words = titleWords(path, search)
  return words === null ? NAME : `${words} · ${NAME}`
}

function titleWords(path: string, search: string): string | null {
  if (path === '/') return readViewState(search).spec.scenario
  if (isPlannerPath(path)) {
    const { screen, futures, plan } = readPlannerAddress(path, search)
    if (screen === 'futures') return `Futures of ${futures.scenario}`
    return plan === null || plan === FILE_PLAN ? 'Buying plan' : `Buying plan ${plan}`
  }
  if (isProvePath(path)) {
    const { screen, name, comparison, pod } = readProveAddress(path, search)
    if (screen === 'case') return name === null || name === FILES_CASE ? 'A case' : `Case ${name}`
    if (screen === 'compare') return `${comparison.a} or ${comparison.b}`
    return screen === 'explain' ? `Why ${pod ?? 'so'}` : 'Prove'
  }
  if (!isPushPath(path)) return null
  const { screen, plan } = readPushAddress(path, search)
  if (screen === 'plan') return `Plan ${plan ?? ''}`
  return { fleet: 'Live fleet', make: 'Make a plan', audit: 'Audit log' }[screen]
}

/** Keeps the title of the page in step with its address. */
export function usePageTitle(): void {
  const [path] = useLocation()
  const search = useSearch()
  const title = pageTitle(path, search)
  useEffect(() => {
    document.title = title
  }, [title])
}
