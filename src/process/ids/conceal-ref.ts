import { createHash, hash } from 'node:crypto'

/**
 * What stands for a concealed ref in workflow id and search attribute, which Temporal keeps readable: `h-` and 40 hex
 * of an HMAC. The same ref of a process gives the same text as long as the key stays.
 *
 * @param key of `concealKeyOf`
 * @example concealRef(key, 'loan-approved', 'LNAC0502') // 'h-2f0c...'
 */
export function concealRef(key: Buffer, process: string, ref: string): string {
  return `h-${hmacOf(key, `${process}\0${ref}`).slice(0, 40)}`
}

const BLOCK_BYTES = 64
const HASH_BYTES = 32
const MOST_BYTES = 4_096

interface Pads {
  /** Key and inner padding, then the text. */
  readonly inner: Buffer
  /** Key and outer padding, then the inner hash. */
  readonly outer: Buffer
}

/** By key: there are as many as configured keys. */
const padsOf = new WeakMap<Buffer, Pads>()

/**
 * HMAC-SHA-256 (RFC 2104) as hex, of two plain hashes: a sixth of a microsecond of work needs no object of its own, whose
 * making costs more than all the rest. For each delivery with a ref there is one.
 */
function hmacOf(key: Buffer, text: string): string {
  let pads = padsOf.get(key)
  if (pads === undefined) {
    pads = makePads(key)
    padsOf.set(key, pads)
  }
  const { inner, outer } = pads
  const bytes = Buffer.byteLength(text)
  const message =
    bytes <= MOST_BYTES
      ? inner.subarray(0, BLOCK_BYTES + inner.write(text, BLOCK_BYTES))
      : Buffer.concat([inner.subarray(0, BLOCK_BYTES), Buffer.from(text)])
  outer.write(hash('sha256', message, 'hex'), BLOCK_BYTES, 'hex')
  return hash('sha256', outer, 'hex')
}

/** @param key of `concealKeyOf`: a hash, so never longer than a block */
function makePads(key: Buffer): Pads {
  const inner = Buffer.alloc(BLOCK_BYTES + MOST_BYTES, 0x36)
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x5c)
  for (const [at, byte] of key.entries()) {
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  return { inner, outer }
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
