/** Scheme and authority of an absolute-form target, which a server must take as well (RFC 9112 section 3.2.2). */
const ORIGIN = /^https?:\/\/[^/?#]*/i

/** The path of a request target as sent: still encoded, without the query, and without the origin if it has one. */
export function requestPath(target: string): string {
  const local = target.startsWith('/') ? target : target.replace(ORIGIN, '') || '/'
  const query = local.indexOf('?')
  return query === -1 ? local : local.slice(0, query)
}
