import { useState } from 'react'
import type { Problem } from '../../../model/api.ts'
import { askWithoutToken, signIn } from '../state/session.ts'
import { useSession } from '../use-push.ts'

/** Takes a token. It is kept while this tab is open, and sent to nobody but this server. */
export default function SignIn() {
  const problem = useSession((session) => session.problem)
  const [token, setToken] = useState('')
  const [isBusy, setBusy] = useState(false)
  const submit = async (): Promise<void> => {
    if (token.trim() === '') return
    setBusy(true)
    await signIn(token)
    setBusy(false)
  }
  return (
    <section className="way-in-box">
      <h2>Sign in to the live fleet</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <label className="field">
          <span>Token</span>
          <input
            type="password"
            name="token"
            autoComplete="off"
            spellCheck={false}
            placeholder="berth_…"
            value={token}
            // biome-ignore lint/a11y/noAutofocus: the one thing to do on this page
            autoFocus
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <button type="submit" className="button primary" disabled={isBusy || token.trim() === ''}>
          {isBusy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      {problem !== null && (
        <p className="callout danger" role="alert">
          {problem.title}: {problem.detail}
        </p>
      )}
      <FirstTokens />
      <p className="faint">The token is kept while this tab is open and forgotten with it.</p>
    </section>
  )
}

/** How tokens are made, and what the server itself says to somebody who has none. */
function FirstTokens() {
  const [said, setSaid] = useState<Problem | null>(null)
  return (
    <details
      className="first-tokens"
      onToggle={(event) => {
        if (event.currentTarget.open && said === null) void askWithoutToken().then(setSaid)
      }}
    >
      <summary>I have no token</summary>
      {said?.firstSteps === undefined ? <AnyTokens /> : <pre className="commands">{said.firstSteps.join('\n')}</pre>}
    </details>
  )
}

/** Where every role is somebody's already. */
function AnyTokens() {
  return (
    <>
      <p>On the machine that runs the server, make one for yourself and one for the person who approves:</p>
      <pre className="commands">
        npx berth access add NAME --role author,operator{'\n'}npx berth access add OTHER-NAME --role approver
      </pre>
      <p>Each is shown once. Nobody approves a plan of their own, so a plan takes two people.</p>
    </>
  )
}
