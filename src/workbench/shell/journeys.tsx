import { Link, useLocation } from 'wouter'
import { proveAddress } from '../prove/state/prove-view-store.ts'
import { pushAddress } from '../push/state/push-view-store.ts'
import { runAddress } from '../state/url-sync.ts'

/** From one journey to the others and back to where each was left. */
export default function Journeys() {
  const [path] = useLocation()
  const isPush = path.startsWith('/push')
  const isProve = path.startsWith('/prove')
  const isRun = path === '/'
  const isPlan = !isPush && !isProve
  return (
    <nav className="journeys" aria-label="Journeys">
      <Link
        href={isRun ? '/' : runAddress()}
        aria-current={isPlan ? 'page' : undefined}
        title="Replay launches and see what runs out"
      >
        Plan
      </Link>
      <Link
        href={isProve ? path : proveAddress()}
        aria-current={isProve ? 'page' : undefined}
        title="See which law a policy breaks, and whether it is better"
      >
        Prove
      </Link>
      <Link
        href={isPush ? path : pushAddress()}
        aria-current={isPush ? 'page' : undefined}
        title="Apply a plan to a live fleet"
      >
        Push
      </Link>
    </nav>
  )
}
