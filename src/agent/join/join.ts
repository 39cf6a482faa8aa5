import { z } from 'zod'
import type { JoinRequest } from '../../model/agent.ts'
import type { JoinToken } from '../../model/agent-token.ts'
import { formatJoinToken } from '../../model/agent-token.ts'
import { AdapterError, authorityOf, postToAdapter } from './adapter-call.ts'
import { makeCertificateRequest } from './certificate-request.ts'
import { type AgentIdentity, identityOf } from './identity-file.ts'

const answerSchema = z.object({ certificate: z.string(), authority: z.string(), expiresAtMs: z.number() })

export interface JoinOptions {
  readonly adapter: URL
  readonly host: string
  /** Where the adapter reaches the agent, `https://10.1.2.3:7443`. */
  readonly address: string
  readonly token: JoinToken
}

/**
 * Joins: pins the authority that the token names, then trades the token for a certificate. Rejects with an
 * AdapterError.
 */
export async function join(options: JoinOptions): Promise<AgentIdentity> {
  const { adapter, host, address, token } = options
  const authority = await authorityOf(adapter, token.authoritySha256)
  const { key, request } = await makeCertificateRequest(host)
  const body: JoinRequest = { token: formatJoinToken(token), host, address, certificateRequest: request }
  const answer = await postToAdapter(adapter, '/agents/join', body, { authority })
  // The authority is the one that was pinned, whatever the answer calls it.
  return checked(host, key, authority, answer)
}

/** A fresh key and certificate under the present one. Rejects with an AdapterError. */
export async function renew(adapter: URL, present: AgentIdentity): Promise<AgentIdentity> {
  const { key, request } = await makeCertificateRequest(present.host)
  const answer = await postToAdapter(adapter, '/agents/renew', { certificateRequest: request }, present)
  return checked(present.host, key, present.authority, answer)
}

function checked(host: string, key: string, authority: string, answer: unknown): AgentIdentity {
  const parsed = answerSchema.safeParse(answer)
  if (!parsed.success) throw new AdapterError('unreachable', 'the adapter answered with no certificate')
  const identity = identityOf(host, key, { certificate: parsed.data.certificate, authority })
  if (typeof identity === 'string') throw new AdapterError('unreachable', `the adapter gave ${identity}`)
  return identity
}
