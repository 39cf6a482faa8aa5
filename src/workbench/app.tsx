import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import PlanView from './plan/plan-view.tsx'
import { PLANNER_PATHS } from './planner/state/planner-address.ts'
import { PROVE_PATHS } from './prove/state/prove-address.ts'
import { PUSH_PATHS } from './push/state/push-address.ts'
import FetchedParts from './shell/fetched-parts.tsx'
import { usePageTitle } from './shell/page-title.ts'
import PolicyFaults from './shell/policy-faults.tsx'
import { watchScenarioDrops } from './state/own-scenario.ts'
import { startUrlSync } from './state/url-sync.ts'
import { useView } from './use-store.ts'

// None of them is needed to open the page; both are fetched once it has settled, or when asked for before that.
const loadSheet = () => import('./shell/cheat-sheet.tsx')
const loadPalette = () => import('./shell/command-palette.tsx')
const PlannerView = lazy(() => import('./planner/planner-view.tsx'))
const ProveView = lazy(() => import('./prove/prove-view.tsx'))
const PushView = lazy(() => import('./push/push-view.tsx'))
const CheatSheet = lazy(loadSheet)
const CommandPalette = lazy(loadPalette)
const SETTLED_MS = 2500

/** Routes of the workbench and what may lie over any of them. */
export default function App() {
  useEffect(() => {
    // What a server that is away cannot give now is fetched when it is asked for.
    const ignore = () => undefined
    const timer = setTimeout(() => void Promise.all([loadSheet(), loadPalette()]).catch(ignore), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [])
  const [path] = useLocation()
  return (
    <FetchedParts path={path}>
      <Switch>
        <Route path="/" component={RunPage} />
        <Route path={PLANNER_PATHS}>
          <Suspense>
            <PlannerView />
          </Suspense>
        </Route>
        <Route path={PROVE_PATHS}>
          <Suspense>
            <ProveView />
          </Suspense>
        </Route>
        <Route path={PUSH_PATHS}>
          <Suspense>
            <PushView />
          </Suspense>
        </Route>
        <Route>
          <main className="notice-page">
            <h1>There is no such page</h1>
            <p>
              <a href="/">Open the workbench</a>
            </p>
          </main>
        </Route>
      </Switch>
      <PolicyFaults />
      <Overlay />
      <PageTitle />
    </FetchedParts>
  )
}

/** A page opened at another journey has no run until it is asked for. */
function RunPage() {
  useEffect(startUrlSync, [])
  useEffect(watchScenarioDrops, [])
  return <PlanView />
}

/** By itself: the address of a run that plays changes twice a second, and nothing else here looks at it. */
function PageTitle() {
  usePageTitle()
  return null
}

function Overlay() {
  const overlay = useView((view) => view.overlay)
  return (
    <Suspense>
      {overlay === 'palette' && <CommandPalette />}
      {overlay === 'keys' && <CheatSheet />}
    </Suspense>
  )
}
