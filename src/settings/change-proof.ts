/**
 * The proof of a change: an HMAC that only a holder of a signing key can make. The settings live in Temporal, where
 * everyone with access to the namespace can send an Update; the proof is what keeps such a one from opening a door.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { sortKeys } from '../keys/sort-keys.ts'
import type { ProvedText } from './change.ts'

/**
 * Signs a change for one revision of one settings.
 *
 * @param key the first signing key
 * @returns 64 lower-case hex
 */
export function signChange(key: Buffer, text: ProvedText): string {
  return createHmac('sha256', key).update(canonicalText(text)).digest('hex')
}

/** True when any of the keys made this HMAC; constant time, all keys are tried. */
export function verifyChange(keys: readonly Buffer[], text: ProvedText, hmac: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(hmac)) return false
  const given = Buffer.from(hmac, 'hex')
  let valid = false
  for (const key of keys) {
    if (timingSafeEqual(createHmac('sha256', key).update(canonicalText(text)).digest(), given)) valid = true
  }
  return valid
}

/** Sorted keys and one array around it: the same change always gives the same bytes, another one never does. */
function canonicalText({ settingsId, baseRevision, change, actor }: ProvedText): string {
  return `startnode:change:v1:${JSON.stringify([settingsId, baseRevision, sortKeys(change), actor])}`
}
