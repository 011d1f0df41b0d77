/**
 * The one rule of credentials, for the Express router and the fast path alike. Missing, wrong, malformed and
 * unresolvable ones are refused with the same error; whatever a caller sends must never become another one.
 */

import { createHash, timingSafeEqual } from 'node:crypto'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { ResolveSecret } from '../settings/resolve-secrets.ts'
import type { Auth } from '../settings/snapshot.ts'
import { type RequestHeaders, readHeader } from '../start-node/read-source.ts'

/** RFC 7617: the scheme in any case, then base64 (RFC 4648, the URL-safe alphabet is taken too). */
const BASIC = /^ *basic +([A-Za-z0-9+/_-]+={0,2}) *$/i
const COLON = 0x3a
const NOTHING = Buffer.alloc(0)

/**
 * Lets a request pass whose credentials are those of the Start node.
 *
 * Basic: user up to the first colon, password the rest, both UTF-8 (RFC 7617). Header: the text as `readHeader` reads it. An empty
 * password or value never passes, since a variable that lost its value must not open the door.
 *
 * @param headers lower-case names
 * @param resolve of `resolveSecrets`; its errors count as wrong credentials, with the error as the cause for the log
 * @throws StartnodeError `credentials_wrong` in every other case
 */
export function checkAuth(auth: Auth, headers: RequestHeaders, resolve: ResolveSecret): void {
  if (auth.type === 'none') return
  if (auth.type === 'header') {
    const sent = Buffer.from(readHeader(headers, auth.name) ?? '')
    const wanted = expect(() => Buffer.from(resolve(auth.value).use()))
    if (!isEqual(sent, wanted.bytes) || wanted.bytes.length === 0)
      throw new StartnodeError('credentials_wrong', undefined, { cause: wanted.error })
    return
  }
  const sent = readBasic(readHeader(headers, 'authorization') ?? '')
  const user = expect(() => Buffer.from(resolve(auth.user).use()))
  const pass = expect(() => Buffer.from(resolve(auth.pass).use()))
  // Both are compared whatever the first gave: the time must not tell which one was wrong.
  const userFits = isEqual(sent?.user ?? NOTHING, user.bytes)
  const passFits = isEqual(sent?.pass ?? NOTHING, pass.bytes)
  const error = user.error ?? pass.error
  if (sent === null || error !== undefined || !userFits || !passFits || pass.bytes.length === 0) {
    throw new StartnodeError('credentials_wrong', undefined, { cause: error })
  }
}

/** Headers without the one that `checkAuth` reads: it is used up, and nothing behind may take it for a key, a ref or a type. */
export function withoutCredentials(auth: Auth, headers: RequestHeaders): RequestHeaders {
  if (auth.type === 'none') return headers
  const { [auth.type === 'basic' ? 'authorization' : auth.name.toLowerCase()]: _used, ...rest } = headers
  return rest
}

/** What is wanted, or nothing (which never passes) and why. */
function expect(resolve: () => Buffer): { bytes: Buffer; error: unknown } {
  try {
    return { bytes: resolve(), error: undefined }
  } catch (error) {
    return { bytes: NOTHING, error }
  }
}

function readBasic(header: string): { user: Buffer; pass: Buffer } | null {
  const match = BASIC.exec(header)
  if (match === null) return null
  const both = Buffer.from(match[1] as string, 'base64')
  const colon = both.indexOf(COLON)
  return colon < 0 ? null : { user: both.subarray(0, colon), pass: both.subarray(colon + 1) }
}

/** Compares digests, which have one length, so that the time tells nothing of length or content. */
function isEqual(sent: Buffer, wanted: Buffer): boolean {
  return timingSafeEqual(digestOf(sent), digestOf(wanted))
}

function digestOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
