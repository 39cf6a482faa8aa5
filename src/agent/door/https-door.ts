import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { type CertificateRole, roleOfSubject } from '../../model/certificate-subject.ts'
import { problem } from './problem.ts'

/** PEM texts of one side of a mutual TLS connection. */
export interface TlsIdentity {
  readonly key: string
  readonly certificate: string
  /** Authority that the other side's certificate must come from. */
  readonly authority: string
}

export interface HttpsDoorOptions {
  /** Address to listen at, `127.0.0.1`. */
  readonly address: string
  /** 0: any free one. */
  readonly port: number
  readonly identity: TlsIdentity
  /** Roles whose certificates may call. */
  readonly callers: readonly CertificateRole[]
  readonly fetch: (request: Request) => Response | Promise<Response>
}

export interface HttpsDoor {
  readonly address: string
  readonly port: number
  /** Connections made from now on see the new certificate; those that stand are not dropped. */
  renew(identity: TlsIdentity): void
  close(): Promise<void>
}

const TLS_MIN = 'TLSv1.3'
/** Longer than callers keep a connection: between the calls of a plan's step no handshake is made anew. */
const KEEP_ALIVE_MS = 35_000

/**
 * Serves an application over HTTPS to callers with a certificate of our authority and one of the given roles. Without
 * a certificate the handshake fails; with another role the answer is 403. Rejects with the error of listening.
 */
export async function openHttpsDoor(options: HttpsDoorOptions): Promise<HttpsDoor> {
  const server = createAdaptorServer({
    fetch: (request: Request, env: unknown) => {
      const socket = (env as HttpBindings).incoming.socket as TLSSocket
      const role = roleOfSubject(socket.getPeerCertificate().subject ?? {})
      if (role !== null && options.callers.includes(role)) return options.fetch(request)
      return problem(
        403,
        `a certificate for the role ${role ?? 'none'} may not call; ${options.callers.join(', ')} may`,
      )
    },
    createServer,
    serverOptions: {
      ...contextOf(options.identity),
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: TLS_MIN,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
  }) as Server
  // A caller that breaks off or fails the handshake is no fault of ours.
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.address, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { address, port } = server.address() as AddressInfo
  return {
    address,
    port,
    renew: (identity) => server.setSecureContext({ ...contextOf(identity), minVersion: TLS_MIN }),
    close: () => closeServer(server),
  }
}

function contextOf(identity: TlsIdentity): { key: string; cert: string; ca: string } {
  return { key: identity.key, cert: identity.certificate, ca: identity.authority }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
