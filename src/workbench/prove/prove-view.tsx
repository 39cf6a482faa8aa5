import { useEffect } from 'react'
import '../styles/rail.css'
import '../styles/signs.css'
import '../styles/prove.css'
import Bar from '../shell/bar.tsx'
import CaseScreen from './case/case-screen.tsx'
import { loadCaseNames } from './case/case-store.ts'
import { watchDrops } from './case/watch-drops.ts'
import CompareScreen from './compare/compare-screen.tsx'
import ExplainScreen from './explain/explain-screen.tsx'
import ProveRail from './prove-rail.tsx'
import StartScreen from './start-screen.tsx'
import { startProveAddress } from './state/prove-view-store.ts'
import { useProveView } from './use-prove.ts'

/** Counterexamples, and policies side by side. */
export default function ProveView() {
  useEffect(() => {
    const undo = [startProveAddress(), watchDrops()]
    void loadCaseNames()
    return () => {
      for (const stop of undo) stop()
    }
  }, [])
  return (
    <div className="prove">
      <Bar title="Berth, Prove a policy">
        <span className="spacer" />
      </Bar>
      <div className="push-main">
        <ProveRail />
        <main className="push-screen">
          <ScreenShown />
        </main>
      </div>
    </div>
  )
}

function ScreenShown() {
  const screen = useProveView((view) => view.screen)
  if (screen === 'explain') return <ExplainScreen />
  if (screen === 'compare') return <CompareScreen />
  return screen === 'case' ? <CaseScreen /> : <StartScreen />
}
