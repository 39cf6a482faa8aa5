import type { Problem } from '../../../model/api.ts'
import { type Answer, problemOf } from '../api/answer.ts'
import { PushApi } from '../api/push-api.ts'
import { NOTHING_YET, pushStore, sessionStore } from './push-store.ts'

/** Kept while the tab is open and no longer; other tabs sign in on their own. */
const TOKEN_KEY = 'berth.token'

/** Calls with the token signed in with. */
let api = new PushApi('')

/** The API under the present token. */
export function presentApi(): PushApi {
  return api
}

/** Signs in with the token kept, or finds out whether there is an API to sign in to. */
export async function startSession(): Promise<void> {
  if (sessionStore.getState().phase === 'signed-in') return
  const token = sessionStorage.getItem(TOKEN_KEY)
  if (token !== null) await signIn(token)
  else sessionStore.setState({ phase: await phaseWithout(), me: null, problem: null })
}

/** Asks what needs no token: a server of files answers with a page. */
async function phaseWithout(): Promise<'signed-out' | 'no-api' | 'offline'> {
  try {
    const response = await fetch('/healthz', { cache: 'no-store' })
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return isJson ? 'signed-out' : 'no-api'
  } catch {
    return 'offline'
  }
}

const NO_TOKEN: Problem = {
  type: 'about:blank',
  title: 'This is no token',
  status: 0,
  detail: 'A token has no blanks and nothing but plain letters, digits and signs. Copy it whole, and it alone.',
}

/** Signs in; a token that the server does not take is not kept. */
export async function signIn(token: string): Promise<void> {
  // No header carries anything else.
  if (!/^[!-~]+$/.test(token.trim())) return signOut(NO_TOKEN)
  const candidate = new PushApi(token.trim())
  const answer = await candidate.me()
  if (answer.ok) {
    api = candidate
    sessionStorage.setItem(TOKEN_KEY, token.trim())
    sessionStore.setState({ phase: 'signed-in', me: answer.value, problem: null })
    return
  }
  const problem = answer.kind === 'refused' ? answer.problem : null
  // A server that starts or is overburdened says nothing about the token.
  const isAway = answer.kind === 'offline' || (problem !== null && problem.status >= 500)
  if (isAway) sessionStorage.setItem(TOKEN_KEY, token.trim())
  else sessionStorage.removeItem(TOKEN_KEY)
  const phase = isAway ? 'offline' : answer.kind === 'no-api' ? 'no-api' : 'signed-out'
  sessionStore.setState({ phase, me: null, problem })
}

/** Forgets the token and everything it showed. */
export function signOut(problem: Problem | null = null): void {
  sessionStorage.removeItem(TOKEN_KEY)
  api = new PushApi('')
  pushStore.setState(NOTHING_YET)
  sessionStore.setState({ phase: 'signed-out', me: null, problem })
}

/** What the server tells a caller without a token, such as how to make the first one. */
export async function askWithoutToken(): Promise<Problem | null> {
  const answer = await new PushApi('').me()
  return answer.ok ? null : problemOf(answer)
}

/** Notes whether the server was reached; a token that is no longer good signs out. True when the answer is good. */
export function checked<T>(answer: Answer<T>): answer is { readonly ok: true; readonly value: T } {
  pushStore.setState({ isOnline: answer.ok || answer.kind !== 'offline' })
  if (answer.ok) return true
  if (answer.kind === 'refused' && answer.problem.status === 401) signOut(answer.problem)
  return false
}
