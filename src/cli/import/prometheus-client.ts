import { Agent, request } from 'undici'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { type Matrix, readMatrix } from '../../model/import/prometheus.ts'
import { errorCode } from '../scenario-source.ts'

/** A range of a query. Seconds since 1970; `to` included. */
export interface RangeQuery {
  /** Of the server, `http://prometheus:9090`, with a path in front of `/api` where it has one. */
  readonly address: string
  readonly query: string
  readonly fromS: number
  readonly toS: number
  readonly stepS: number
  /** Bearer token, or null. */
  readonly token: string | null
}

/** Prometheus gives at most 11,000 points of a series at once. */
const POINTS_OF_PAGE = 10_000
const TIMEOUT_MS = 30_000
const ANSWER_BYTES_MAX = 256 * 1024 * 1024

/** An answer that did not come: nobody there, in time or of good will. */
export interface Unreachable {
  readonly unreachable: Fault
}

/** Asks for a range in pages of time, one after another. `onPage`: share of the range that is there. */
export async function queryRange(
  { address, query, fromS, toS, stepS, token }: RangeQuery,
  onPage: (share: number) => void,
): Promise<Result<readonly Matrix[]> | Unreachable> {
  const dispatcher = new Agent({
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: { timeout: TIMEOUT_MS },
    maxResponseSize: ANSWER_BYTES_MAX,
  })
  const url = `${address.replace(/\/+$/, '')}/api/v1/query_range`
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  }
  const pages: Matrix[] = []
  try {
    for (let start = fromS; start <= toS; start += POINTS_OF_PAGE * stepS) {
      const end = Math.min(toS, start + (POINTS_OF_PAGE - 1) * stepS)
      const words = { query, start: String(start), end: String(end), step: String(stepS) }
      const body = new URLSearchParams(words).toString()
      const answer = await request(url, { method: 'POST', headers, body, dispatcher })
      const text = await answer.body.text()
      const isJson = text.trimStart().startsWith('{')
      if (answer.statusCode >= 500 || (answer.statusCode >= 300 && !isJson))
        return { unreachable: { path: url, found: `status ${answer.statusCode}`, expected: 'an answer of Prometheus' } }
      const page = readMatrix(text)
      if (!page.ok) return failed(page.faults.map((fault) => ({ ...fault, path: `${url}: ${fault.path}` })))
      pages.push(page.value)
      onPage((end - fromS) / Math.max(1, toS - fromS))
    }
  } catch (error) {
    return { unreachable: { path: url, found: errorCode(error), expected: 'an answer of Prometheus' } }
  } finally {
    await dispatcher.close()
  }
  return ok(pages)
}
