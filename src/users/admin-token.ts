/**
 * How the `startnode` command shows the admin API who it is: a token signed with a signing key, so that it needs no second
 * secret on the machine. The command only reads there, and a signing key opens no credentials: the token is a viewer's.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Where the admin API begins, on ADMIN_PORT. */
export const ADMIN_BASE = '/admin/v1'

/** A command asks at once; a clock may be a little off. */
const LASTS_MS = 60_000

/**
 * Makes a token for one call.
 *
 * @param actor who asks, for the audit, e.g. `cli:bob`
 * @returns text for `Authorization: Bearer <text>`
 */
export function signAdminToken(key: Buffer, actor: string, now = Date.now()): string {
  const claim = Buffer.from(JSON.stringify([actor, now + LASTS_MS])).toString('base64url')
  return `${claim}.${mac(key, claim).toString('hex')}`
}

/** The actor of a token that one of the keys made and whose time is not over; else null. */
export function readAdminToken(keys: readonly Buffer[], token: string, now = Date.now()): string | null {
  const match = /^([\w-]{1,400})\.([0-9a-f]{64})$/.exec(token)
  if (match === null) return null
  const [, claim = '', given = ''] = match
  let valid = false
  for (const key of keys) if (timingSafeEqual(mac(key, claim), Buffer.from(given, 'hex'))) valid = true
  if (!valid) return null
  const [actor, until] = JSON.parse(Buffer.from(claim, 'base64url').toString('utf8')) as [string, number]
  return now < until && until <= now + 2 * LASTS_MS ? actor : null
}

function mac(key: Buffer, claim: string): Buffer {
  return createHmac('sha256', key).update(`startnode:admin:v1:${claim}`).digest()
}
