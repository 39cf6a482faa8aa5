import { startSession } from '../state/session.ts'
import { useSession } from '../use-push.ts'
import SignIn from './sign-in.tsx'

/** In place of the screens while nobody is signed in: the way in, or why there is none. */
export default function NotSignedIn() {
  const phase = useSession((session) => session.phase)
  return (
    <main className="way-in">
      {phase === 'checking' && <p className="faint">Looking for the API…</p>}
      {phase === 'signed-out' && <SignIn />}
      {phase === 'no-api' && <NoApi />}
      {phase === 'offline' && <Offline />}
    </main>
  )
}

function NoApi() {
  return (
    <section className="way-in-box">
      <h2>There is no fleet behind this page</h2>
      <p>
        The page is served as files, without the adapter that talks to a fleet. Planning works here in full; pushing
        needs <code>berth serve</code>, which serves this page together with the API.
      </p>
      <pre className="commands">npm start{'\n'}berth serve --target sandbox</pre>
      <p className="faint">The sandbox is a fleet of simulated hosts to learn on; it needs nothing installed.</p>
    </section>
  )
}

function Offline() {
  const problem = useSession((session) => session.problem)
  return (
    <section className="way-in-box" role="alert">
      <h2>{problem === null ? 'The server does not answer' : `The server cannot answer now: ${problem.detail}`}</h2>
      <p>
        Nothing is lost: plans and their states are kept by the server, and a plan being applied goes on without this
        page.
      </p>
      <button type="button" className="button primary" onClick={() => void startSession()}>
        Try again
      </button>
    </section>
  )
}
