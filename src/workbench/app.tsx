import { Route, Switch } from 'wouter'
import PlanView from './plan/plan-view.tsx'
import CheatSheet from './shell/cheat-sheet.tsx'
import CommandPalette from './shell/command-palette.tsx'

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
      <CommandPalette />
      <CheatSheet />
    </>
  )
}
