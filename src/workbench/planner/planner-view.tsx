import { useEffect } from 'react'
import '../styles/rail.css'
import '../styles/signs.css'
import '../styles/planner.css'
import Bar from '../shell/bar.tsx'
import BuyingScreen from './buying/buying-screen.tsx'
import { loadPlanNames, refreshPlans } from './buying/plan-store.ts'
import FuturesScreen from './futures/futures-screen.tsx'
import PlannerRail from './planner-rail.tsx'
import { startPlannerAddress, usePlannerView } from './state/planner-view-store.ts'
import { watchDrops } from './watch-drops.ts'

/** What may come, what runs out when, and what to buy. */
export default function PlannerView() {
  useEffect(() => {
    const undo = [startPlannerAddress(), watchDrops()]
    void loadPlanNames()
    window.addEventListener('focus', refreshPlans)
    return () => {
      window.removeEventListener('focus', refreshPlans)
      for (const stop of undo) stop()
    }
  }, [])
  const screen = usePlannerView((view) => view.screen)
  return (
    <div className="planner">
      <Bar title="Berth, Plan a fleet">
        <span className="spacer" />
      </Bar>
      <div className="push-main">
        <PlannerRail />
        <main className="push-screen">{screen === 'futures' ? <FuturesScreen /> : <BuyingScreen />}</main>
      </div>
    </div>
  )
}
