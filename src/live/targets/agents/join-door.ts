import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { JoinAnswer } from '../../../model/agent.ts'
import { roleOfSubject } from '../../../model/certificate-subject.ts'
import { faultsOfIssues } from '../../../model/parse/faults.ts'
import * as scalars from '../../../model/parse/scalars.ts'
import { record } from '../../../model/parse/shapes.ts'
import { type Authority, type Issued, issuedAtMs } from '../../certificates/authority.ts'

/** Agents that joined, and the invitations that let them. */
export interface AgentBook {
  /** Spends an invitation: true once, for a secret that was given out for this host and has not run out. */
  spend(host: string, secretSha256: string, nowMs: number): boolean
  /** A host has joined: earlier certificates in its name are nobody's. */
  put(agent: Certified & { readonly address: string }): void
  /** A host that joined has a new certificate. */
  renew(agent: Certified): void
  /** How a host joined last; null when it never did or was removed. */
  joined(host: string): { readonly address: string; readonly joinedAtMs: number } | null
}

interface Certified {
  readonly host: string
  readonly serial: string
  readonly expiresAtMs: number
  /** To the second, as certificates have it. */
  readonly issuedAtMs: number
}

/** Who calls, by an authorised certificate of an agent, and when that was issued. */
interface Caller {
  readonly host: string
  readonly issuedAtMs: number
}

export interface JoinDoorOptions {
  readonly authority: Authority
  readonly book: AgentBook
  readonly address: string
  /** 0: any free one. */
  readonly port: number
  /** Names and addresses agents reach this door by. */
  readonly hosts: readonly string[]
  readonly lifetimeMs: number
  /** Everything asked here, granted or not, for the audit log. */
  readonly onAsked: (asked: JoinAsked) => void
}

export interface JoinAsked {
  /** Whose certificate is asked for; '' when nobody says. */
  readonly host: string
  /** Whether that host asks, by its invitation or its certificate, and not just somebody who names it. */
  readonly isProven: boolean
  readonly action: 'join' | 'renew'
  readonly granted: boolean
}

const BODY_BYTES_MAX = 16 * 1024
const SERVER_LIFETIME_MS = 365 * 86_400_000

const joinRequest = record({
  token: z.string({ error: 'a join token' }).regex(/^[\w.-]{20,256}$/, 'a join token'),
  host: scalars.name,
  address: z
    .string({ error: 'an https address' })
    .regex(/^https:\/\/[\w.:[\]-]+$/, 'an address such as https://10.1.2.3:7443'),
  certificateRequest: z.string({ error: 'a PKCS#10 request, PEM' }).max(8192, 'a PKCS#10 request, PEM'),
})
const renewRequest = record({ certificateRequest: joinRequest.shape.certificateRequest })

/**
 * Where agents get their certificates: `POST /agents/join` with an invitation, `POST /agents/renew` under the present
 * certificate. A door of its own, since nobody but agents calls it and it must see their certificates. Rejects with
 * the error of listening.
 */
export async function openJoinDoor(
  options: JoinDoorOptions,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { authority, address } = options
  const own = await authority.issue({
    role: 'server',
    name: 'join',
    hosts: options.hosts,
    lifetimeMs: SERVER_LIFETIME_MS,
  })
  const app = createJoinApp(options)
  const server = createAdaptorServer({
    fetch: (request: Request, env: unknown) => app.fetch(request, { caller: callerOf(env as HttpBindings) }),
    createServer,
    serverOptions: {
      key: own.key,
      cert: own.certificate + authority.certificate,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
    },
  }) as Server
  server.on('tlsClientError', () => undefined) // A caller that breaks off is no fault of ours.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, address, () => resolve())
  })
  const close = (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    return closed
  }
  return { port: (server.address() as AddressInfo).port, close }
}

function callerOf(env: HttpBindings): Caller | null {
  const socket = env.incoming.socket as TLSSocket
  const { subject, valid_from } = socket.getPeerCertificate()
  if (!socket.authorized || roleOfSubject(subject ?? {}) !== 'agent') return null
  return { host: String(subject.CN), issuedAtMs: issuedAtMs(valid_from) }
}

function createJoinApp(options: JoinDoorOptions): Hono<{ Bindings: { caller: Caller | null } }> {
  const { authority, book, onAsked, lifetimeMs } = options
  const app = new Hono<{ Bindings: { caller: Caller | null } }>()
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: () => problem(413, 'a body that is too large') }))
  const certify = async (
    host: string,
    address: string,
    request: string,
    keep: (agent: Certified) => void,
  ): Promise<Response> => {
    const hosts = [new URL(address).hostname.replace(/^\[|\]$/g, '')]
    const issued = await authority.sign(request, { role: 'agent', name: host, hosts, lifetimeMs })
    if (issued === null) return problem(400, 'the certificate request cannot be read or is not signed by its own key')
    const { serial, expiresAtMs } = issued
    keep({ host, serial, expiresAtMs, issuedAtMs: Math.floor((expiresAtMs - lifetimeMs) / 1000) * 1000 })
    return Response.json(answerOf(issued, authority))
  }
  app.post('/agents/join', async (c) => {
    const body = await bodyOf(c.req.raw)
    const parsed = joinRequest.safeParse(body)
    if (!parsed.success) return problem(400, 'no JoinRequest', faultsOfIssues(parsed.error.issues, body))
    const { token, host, address, certificateRequest } = parsed.data
    const secret = /^berth-join_([\w-]+)\./.exec(token)?.[1] ?? ''
    const granted = book.spend(host, createHash('sha256').update(secret).digest('hex'), Date.now())
    onAsked({ host, isProven: granted, action: 'join', granted })
    if (!granted) return problem(401, `no invitation for ${host} with that token, or it was used or has run out`)
    return certify(host, address, certificateRequest, (agent) => book.put({ ...agent, address }))
  })
  app.post('/agents/renew', async (c) => {
    const { caller } = c.env
    const joined = caller === null ? null : book.joined(caller.host)
    // Any certificate of that time on will do: the answer to the renewal before may have been lost on its way. One
    // from before is of a host that was removed, or has lost its key, and was invited anew.
    const granted = caller !== null && joined !== null && caller.issuedAtMs >= joined.joinedAtMs
    onAsked({ host: caller?.host ?? '', isProven: caller !== null, action: 'renew', granted })
    if (!granted) return problem(401, 'only a host that joined renews, by its certificate')
    const { host } = caller
    const body = await bodyOf(c.req.raw)
    const parsed = renewRequest.safeParse(body)
    if (!parsed.success) return problem(400, 'no renewal', faultsOfIssues(parsed.error.issues, body))
    return certify(host, joined.address, parsed.data.certificateRequest, (agent) => book.renew(agent))
  })
  app.notFound(() => problem(404, 'only /agents/join and /agents/renew are here'))
  app.onError((error) => problem(500, error.message))
  return app
}

function answerOf(issued: Issued, authority: Authority): JoinAnswer {
  const { certificate, expiresAtMs } = issued
  return { certificate, authority: authority.certificate, expiresAtMs }
}

async function bodyOf(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    return null // Reported as the fault of a body that is nothing.
  }
}

function problem(status: number, detail: string, reasons: readonly unknown[] = []): Response {
  const body = { type: 'about:blank', title: 'refused', status, detail, reasons }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })
}
