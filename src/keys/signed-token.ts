/**
 * Tokens of callback URLs: whoever has one can read it, and can change nothing of it. A label says what a token is, so
 * that none passes for another kind.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface SignedToken {
  readonly token: string
  readonly signature: string
}

const SIGNATURE = /^[0-9a-f]{40}$/
/** 160 bits, as in direct URLs. */
const DIGEST_BYTES = 20
/** Longer than any we make: the work per request stays small. */
const MAX_TOKEN = 4_096

/** The first 40 hex of HMAC-SHA256(key, `startnode:<label>:v1:<token>`). */
export function signToken(key: Buffer, label: string, token: string): string {
  return digestOf(key, label, token).toString('hex')
}

/** True when one of the keys signed it. All keys are tried, digests are compared in constant time. */
export function verifyToken(
  keys: readonly Buffer[],
  label: string,
  { token, signature }: SignedToken,
): boolean {
  const wellFormed = SIGNATURE.test(signature) && token.length <= MAX_TOKEN
  const given = wellFormed ? Buffer.from(signature, 'hex') : Buffer.alloc(DIGEST_BYTES)
  let matches = 0
  for (const key of keys)
    matches |= Number(timingSafeEqual(digestOf(key, label, token.slice(0, MAX_TOKEN)), given))
  return wellFormed && matches === 1
}

function digestOf(key: Buffer, label: string, token: string): Buffer {
  return createHmac('sha256', key).update(`startnode:${label}:v1:${token}`).digest().subarray(0, DIGEST_BYTES)
}
