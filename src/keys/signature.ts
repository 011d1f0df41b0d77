/**
 * The signature of a direct URL: the one place that makes and checks it. Stateless, so receivers need no store of
 * URLs; 40 hex like MPO's, so that a URL looks the way Mambu administrators know it. Never compare one with `===`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export type SignedKind = 'process' | 'alias'

/** 160 bits. */
const DIGEST_BYTES = 20
const SIGNATURE = /^[0-9a-f]{40}$/

/**
 * Signs a direct URL: the first 40 hex of HMAC-SHA256(key, `startnode:direct-url:v1:<kind>:<id>:<generation>`).
 *
 * @param key a signing key, at least 32 bytes (`parseSigningKeys`)
 * @param generation 32 hex, drawn anew by every enable and rotate
 */
export function signDirectUrl(key: Buffer, kind: SignedKind, id: string, generation: string): string {
  return digestOf(key, kind, id, generation).toString('hex', 0, DIGEST_BYTES)
}

/**
 * True when one of the keys made this signature. Every key is tried whatever the outcome, and digests of equal
 * length are compared in constant time, so that the time says nothing about how much of a guess was right.
 *
 * @param signature as sent; anything but 40 lower-case hex is refused after the same work
 */
export function verifySignature(
  keys: readonly Buffer[],
  kind: SignedKind,
  id: string,
  generation: string,
  signature: string,
): boolean {
  const wellFormed = SIGNATURE.test(signature)
  const given = wellFormed ? Buffer.from(signature, 'hex') : Buffer.alloc(DIGEST_BYTES)
  let matches = 0
  for (const key of keys) {
    const expected = digestOf(key, kind, id, generation).subarray(0, DIGEST_BYTES)
    matches |= Number(timingSafeEqual(expected, given))
  }
  return wellFormed && matches === 1
}

function digestOf(key: Buffer, kind: SignedKind, id: string, generation: string): Buffer {
  return createHmac('sha256', key).update(`startnode:direct-url:v1:${kind}:${id}:${generation}`).digest()
}
