import { useEffect } from 'react'
import '../styles/rail.css'
import '../styles/signs.css'
import '../styles/push.css'
import '../styles/push-parts.css'
import '../styles/push-fleet.css'
import '../styles/push-sign-in.css'
import '../styles/push-plan.css'
import '../styles/push-progress.css'
import '../styles/push-make.css'
import ApplyingStrip from './applying-strip.tsx'
import MakeScreen from './make/make-screen.tsx'
import { watchDrops } from './make/watch-drops.ts'
import { watchFocus } from './parts/lost-focus.ts'
import ConfirmAction from './plan/confirm-action.tsx'
import PlanScreen from './plan/plan-screen.tsx'
import PushBar from './push-bar.tsx'
import PushRail from './push-rail.tsx'
import PushStatus from './push-status.tsx'
import AuditScreen from './screens/audit-screen.tsx'
import FleetScreen from './screens/fleet-screen.tsx'
import NotSignedIn from './session/not-signed-in.tsx'
import { startPushAddress } from './state/push-view-store.ts'
import { startSession } from './state/session.ts'
import { watchServer } from './state/watch-server.ts'
import { usePushView, useSession } from './use-push.ts'

/** The live fleet, the plans for it, and what becomes of them. */
export default function PushView() {
  const phase = useSession((session) => session.phase)
  useEffect(watchDrops, [])
  useEffect(() => {
    const undo = startPushAddress()
    void startSession()
    return undo
  }, [])
  return (
    <div className="push">
      <PushBar />
      {phase === 'signed-in' ? <SignedIn /> : <NotSignedIn />}
    </div>
  )
}

function SignedIn() {
  useEffect(watchServer, [])
  useEffect(watchFocus, [])
  return (
    <>
      <ApplyingStrip />
      <div className="push-main">
        <PushRail />
        <main className="push-screen">
          <ScreenShown />
        </main>
      </div>
      <PushStatus />
      <ConfirmAction />
    </>
  )
}

function ScreenShown() {
  const screen = usePushView((view) => view.screen)
  const plan = usePushView((view) => view.plan)
  if (screen === 'make') return <MakeScreen />
  if (screen === 'audit') return <AuditScreen />
  return screen === 'plan' && plan !== null ? <PlanScreen key={plan} name={plan} /> : <FleetScreen />
}
