/**
 * Text kept encrypted: `v1.<key id>.<base64url(iv|ciphertext|tag)>`; made by `sealText`, read by `openText`. The
 * settings workflow only ever carries it: it has no key.
 */
export type SealedText = string

const SEALED_TEXT = /^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{38,}$/

/** True for a text of the form of a sealed one; what is in it only a key can tell. */
export function isSealedText(text: string): boolean {
  return SEALED_TEXT.test(text)
}
