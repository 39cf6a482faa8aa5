import { StatusSchema } from '../proto/kubernetes_pb.ts'
import { isEnveloped, readEnveloped } from './envelope.ts'

/**
 * Why a request to the API server brought nothing. `conflict` to `invalid` are answers that stay as they are until
 * somebody changes something; `tooMany` and `unreachable` may pass by themselves.
 */
export type ApiError =
  /** 409: a precondition failed, the object exists already, or a field has another owner; `reason` tells which. */
  | { readonly kind: 'conflict'; readonly reason: string; readonly message: string }
  /** 410: the resourceVersion or the continue token is too old. */
  | { readonly kind: 'gone'; readonly message: string }
  /** 429. `isDisruption`: a PodDisruptionBudget said no, the server itself is not busy. */
  | {
      readonly kind: 'tooMany'
      readonly retryAfterMs: number
      readonly isDisruption: boolean
      readonly message: string
    }
  | { readonly kind: 'notFound'; readonly message: string }
  /** 401 or 403. */
  | { readonly kind: 'forbidden'; readonly message: string }
  /** 400, 405, 413, 415, 422 and other answers to a request that cannot work. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** 5xx, a cut connection, no answer within the deadline. retryAfterMs: what the server asked for. */
  | { readonly kind: 'unreachable'; readonly retryAfterMs?: number; readonly message: string }

export type ApiResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError }

/** What a `Status` object of the API server says, as far as it is read. */
interface KubeStatus {
  readonly code?: number
  readonly message?: string
  readonly reason?: string
  readonly details?: {
    readonly causes?: readonly { readonly reason?: string }[]
    readonly retryAfterSeconds?: number
  }
}

/** How long to leave a server alone that says 429 and not for how long. */
const RETRY_AFTER_MS = 1000
const MESSAGE_LENGTH_MAX = 500

/**
 * The error behind an answer that is not 2xx. body: whatever came, a `Status` when the API server itself wrote it.
 * retryAfter: the header of that name, seconds.
 */
export function apiErrorOf(statusCode: number, body: Buffer, retryAfter: string | undefined): ApiError {
  const status = statusOf(body)
  const message = shorten(status.message ?? `HTTP ${statusCode} ${body.toString('utf8')}`)
  const seconds = Number(retryAfter ?? status.details?.retryAfterSeconds ?? Number.NaN)
  const asked = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
  switch (statusCode) {
    case 401:
    case 403:
      return { kind: 'forbidden', message }
    case 404:
      return { kind: 'notFound', message }
    case 409:
      return { kind: 'conflict', reason: status.reason ?? 'Conflict', message }
    case 410:
      return { kind: 'gone', message }
    case 429: {
      const isDisruption = status.details?.causes?.some((cause) => cause.reason === 'DisruptionBudget') ?? false
      return { kind: 'tooMany', retryAfterMs: asked ?? RETRY_AFTER_MS, isDisruption, message }
    }
    default:
      if (statusCode < 500) return { kind: 'invalid', message }
      return { kind: 'unreachable', message, ...(asked === undefined ? {} : { retryAfterMs: asked }) }
  }
}

/** The `Status` in either encoding: a request that fails early is answered in JSON. Empty when it is none. */
export function statusOf(body: Buffer): KubeStatus {
  try {
    if (isEnveloped(body)) return readEnveloped(StatusSchema, body)
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as KubeStatus) : {}
  } catch {
    return {}
  }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= MESSAGE_LENGTH_MAX ? line : `${line.slice(0, MESSAGE_LENGTH_MAX - 1)}…`
}
