import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const PREFIX = 'berth_'
const RANDOM_BYTES = 32
const TOKEN = /^berth_[A-Za-z0-9_-]{43}$/

/** A fresh token, 256 random bits. It is shown once; only its digest is kept. */
export function makeToken(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url')
}

/** sha256 of a token in hex: a token is random enough that no slower digest is needed. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Whether a text has the form of a token. */
export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** Whether two digests in hex are equal, in a time that does not tell where they differ. */
export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')]
  return left.length === right.length && timingSafeEqual(left, right)
}
