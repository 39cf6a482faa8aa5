import type { Result } from '../base/result.ts'
import { failed, ok } from '../base/result.ts'

/** What a join token says: a secret that works once, and which authority the adapter must show a certificate of. */
export interface JoinToken {
  /** What the adapter compares, by its hash. */
  readonly secret: string
  /** sha256 of the authority's certificate (DER), lower-case hex: the agent trusts that one and no other. */
  readonly authoritySha256: string
}

const PATTERN = /^berth-join_([A-Za-z0-9_-]{20,120})\.([0-9a-f]{64})$/

/** A token as one word, `berth-join_SECRET.AUTHORITY`; secret: base64url, 20 to 120 characters. */
export function formatJoinToken(token: JoinToken): string {
  return `berth-join_${token.secret}.${token.authoritySha256}`
}

/** Reads a token. The secret is never quoted in the fault. */
export function parseJoinToken(text: string): Result<JoinToken> {
  const match = PATTERN.exec(text)
  if (match !== null) return ok({ secret: match[1], authoritySha256: match[2] })
  return failed([
    {
      path: '',
      found: `${text.length} characters of another form`,
      expected: 'a join token, berth-join_SECRET.SHA256',
    },
  ])
}
