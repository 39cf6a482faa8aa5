import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import PlanView from './plan/plan-view.tsx'
import { useView } from './use-store.ts'

// Neither is needed to open the page; both are fetched when first asked for.
const CheatSheet = lazy(() => import('./shell/cheat-sheet.tsx'))
const CommandPalette = lazy(() => import('./shell/command-palette.tsx'))

/** Routes of the workbench and what may lie over any of them. */
export default function App() {
  return (
    <>
      <Switch>
        <Route path="/" component={PlanView} />
        <Route>
          <main className="notice-page">
            <h1>There is no such page</h1>
            <p>
              <a href="/">Open the workbench</a>
            </p>
          </main>
        </Route>
      </Switch>
      <Overlay />
    </>
  )
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
