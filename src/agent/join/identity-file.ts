import { X509Certificate } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { TlsIdentity } from '../door/https-door.ts'

/** Key, certificate and authority of the agent, and when they end. */
export interface AgentIdentity extends TlsIdentity {
  readonly host: string
  readonly issuedAtMs: number
  readonly expiresAtMs: number
}

/**
 * Reads the identity kept in a file, or null when there is none or it is for another host. Rejects with the error of
 * reading. One file holds key and certificate, so that a crash never leaves a key beside another key's certificate.
 */
export async function loadIdentity(path: string, host: string): Promise<AgentIdentity | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const identity = JSON.parse(text) as AgentIdentity
  return identity.host === host ? identity : null
}

/** Keeps an identity, readable to its owner alone. */
export async function saveIdentity(path: string, identity: AgentIdentity): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(identity, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/** The identity that a certificate gives, or why it gives none, in words. */
export function identityOf(
  host: string,
  key: string,
  answer: { readonly certificate: string; readonly authority: string },
): AgentIdentity | string {
  try {
    const certificate = new X509Certificate(answer.certificate)
    const authority = new X509Certificate(answer.authority)
    if (!certificate.verify(authority.publicKey)) return 'a certificate that its authority did not sign'
    // A certificate is valid from a while before it was made, for clocks that are behind; its life begins now.
    const [issuedAtMs, expiresAtMs] = [Date.now(), Date.parse(certificate.validTo)]
    return { host, key, certificate: answer.certificate, authority: answer.authority, issuedAtMs, expiresAtMs }
  } catch (error) {
    return `a certificate that cannot be read (${error instanceof Error ? error.message : String(error)})`
  }
}
