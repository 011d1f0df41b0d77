import { createHash, createHmac } from 'node:crypto'

/**
 * What stands for a concealed ref in workflow id and search attribute, which Temporal keeps readable: `h-` and 40 hex
 * of an HMAC. The same ref of a process gives the same text as long as the key stays.
 *
 * @param key of `concealKeyOf`
 * @example concealRef(key, 'loan-approved', 'LNAC0502') // 'h-2f0c...'
 */
export function concealRef(key: Buffer, process: string, ref: string): string {
  return `h-${createHmac('sha256', key).update(`${process}\0${ref}`).digest('hex').slice(0, 40)}`
}

/**
 * The key for that, derived so that it tells nothing of the one it comes from: of the oldest encryption key, or of the
 * oldest signing key where there is none. The oldest, so that a new key in front of the list changes no id; taking an
 * old key away does, like it makes unreadable what was encrypted with it.
 *
 * @returns null when there is no key at all
 */
export function concealKeyOf(
  encryptionKeys: readonly Buffer[],
  signingKeys: readonly Buffer[],
): Buffer | null {
  const key = encryptionKeys.at(-1) ?? signingKeys.at(-1)
  if (key === undefined) return null
  return createHash('sha256').update('startnode:conceal-ref:v1\0').update(key).digest()
}
