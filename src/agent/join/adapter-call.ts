import { X509Certificate } from 'node:crypto'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { connect, type DetailedPeerCertificate } from 'node:tls'

/** The adapter did not give what was asked for. */
export class AdapterError extends Error {
  /** `denied`: it said no, and will again. `unreachable`: no answer, or one that may pass. */
  readonly kind: 'denied' | 'unreachable'

  constructor(kind: 'denied' | 'unreachable', message: string) {
    super(message)
    this.kind = kind
  }
}

const TIMEOUT_MS = 15_000
const ANSWER_BYTES_MAX = 256 * 1024

/**
 * The authority's certificate (PEM) that the adapter shows and that has the sha256 of a join token. Nothing is told to
 * the adapter until it has shown it. Rejects with an AdapterError.
 */
export async function authorityOf(adapter: URL, sha256: string): Promise<string> {
  const chain = await chainOf(adapter)
  const found = chain.find((certificate) => sha256Of(certificate) === sha256)
  if (found !== undefined) return found.toString()
  throw new AdapterError('denied', `${adapter.host} shows no certificate of the authority that the token names`)
}

function sha256Of(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase()
}

function chainOf(adapter: URL): Promise<readonly X509Certificate[]> {
  return new Promise((resolve, reject) => {
    const host = hostnameOf(adapter)
    // Only looked at: the call that carries the token trusts what is found here by its sha256 and nothing else.
    const socket = connect({ host, port: portOf(adapter), rejectUnauthorized: false, timeout: TIMEOUT_MS }, () => {
      const chain: X509Certificate[] = []
      let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
      while (next?.raw !== undefined && chain.length < 10) {
        chain.push(new X509Certificate(next.raw))
        next = next.issuerCertificate === next ? undefined : next.issuerCertificate
      }
      socket.destroy()
      resolve(chain)
    })
    socket.on('timeout', () => socket.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)))
    socket.on('error', (error) => reject(new AdapterError('unreachable', `${adapter.host}: ${error.message}`)))
  })
}

/** Our side and whom to trust, PEM. key and certificate: left out while there are none. */
export interface CallIdentity {
  readonly authority: string
  readonly key?: string
  readonly certificate?: string
}

/** Posts JSON to the adapter and gives the JSON of its answer. Rejects with an AdapterError. */
export async function postToAdapter(adapter: URL, path: string, body: object, tls: CallIdentity): Promise<unknown> {
  const { status, text } = await post(adapter, path, JSON.stringify(body), tls)
  if (status >= 200 && status < 300) {
    try {
      return JSON.parse(text)
    } catch {
      throw new AdapterError('unreachable', `${adapter.host}${path}: an answer that is no JSON`)
    }
  }
  const kind = status === 429 || status >= 500 ? 'unreachable' : 'denied'
  throw new AdapterError(kind, `${adapter.host}${path}: ${status}, ${detailOf(text)}`)
}

function post(adapter: URL, path: string, body: string, tls: CallIdentity): Promise<{ status: number; text: string }> {
  const options: RequestOptions = {
    method: 'POST',
    host: hostnameOf(adapter),
    port: portOf(adapter),
    path,
    agent: false,
    timeout: TIMEOUT_MS,
    ca: tls.authority,
    minVersion: 'TLSv1.3',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    ...(tls.key === undefined ? {} : { key: tls.key, cert: tls.certificate }),
  }
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new AdapterError('unreachable', `${adapter.host}${path}: ${error.message}`))
    const call = httpsRequest(options, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        text += part
        if (text.length > ANSWER_BYTES_MAX) call.destroy(new Error('an answer that does not end'))
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.on('error', fail)
    })
    call.on('timeout', () => call.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)))
    call.on('error', fail)
    call.end(body)
  })
}

function detailOf(text: string): string {
  try {
    return String((JSON.parse(text) as { detail?: unknown }).detail ?? 'no reason given')
  } catch {
    return 'no reason given'
  }
}

function hostnameOf(adapter: URL): string {
  return adapter.hostname.replace(/^\[|\]$/g, '')
}

function portOf(adapter: URL): number {
  return adapter.port === '' ? 443 : Number(adapter.port)
}
