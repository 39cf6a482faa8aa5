import { Link, useLocation } from 'wouter'
import { pushAddress } from '../push/state/push-view-store.ts'
import { runAddress } from '../state/url-sync.ts'

/** From one journey to the other and back to where it was left. */
export default function Journeys() {
  const [path] = useLocation()
  const isPush = path.startsWith('/push')
  return (
    <nav className="journeys" aria-label="Journeys">
      <Link
        href={isPush ? runAddress() : '/'}
        aria-current={isPush ? undefined : 'page'}
        title="Replay launches and see what runs out"
      >
        Plan
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
