import type { Problem } from '../../../model/api.ts'

/** What came of a call. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  /** The server said no; its own words. */
  | { readonly ok: false; readonly kind: 'refused'; readonly problem: Problem }
  /** No server answers at this address. */
  | { readonly ok: false; readonly kind: 'offline' }
  /** Something answers that is no Berth API, such as a server of files. */
  | { readonly ok: false; readonly kind: 'no-api' }

/** A failure told as a problem, whatever its kind, so that one view shows all. */
export function problemOf(answer: Exclude<Answer<unknown>, { ok: true }>): Problem {
  if (answer.kind === 'refused') return answer.problem
  const [title, detail] =
    answer.kind === 'offline'
      ? ['The server did not answer', 'Nothing was changed by this call as far as this page knows. Try again.']
      : ['There is no API at this address', 'This page is served without `berth serve`.']
  return { type: 'about:blank', title, status: 0, detail }
}

/** Reads a response of the API. Anything that is neither JSON nor NDJSON does not come from it. */
export async function answerOf<T>(response: Response, read: (response: Response) => Promise<T>): Promise<Answer<T>> {
  const type = response.headers.get('content-type') ?? ''
  if (response.ok) {
    if (!/^application\/(x-)?(nd)?json/.test(type)) return { ok: false, kind: 'no-api' }
    return { ok: true, value: await read(response) }
  }
  if (type.startsWith('application/problem+json')) {
    return { ok: false, kind: 'refused', problem: (await response.json()) as Problem }
  }
  if (response.status === 404) return { ok: false, kind: 'no-api' }
  const detail = (await response.text()).slice(0, 400)
  const title = response.statusText === '' ? 'The server refused' : response.statusText
  return { ok: false, kind: 'refused', problem: { type: 'about:blank', title, status: response.status, detail } }
}
