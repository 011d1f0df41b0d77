import { hash } from 'node:crypto'

/**
 * What tells one body from another: SHA-256 of its unpacked bytes, base64url. Goes to Temporal in memos only, which are
 * encrypted where anything is.
 */
export function bodyDigestOf(body: Buffer): string {
  return hash('sha256', body, 'base64url')
}
