/**
 * Reads the head of a plain request: what nearly every sender of webhooks sends, in the strictest spelling of RFC 9112.
 * It must never read what node:http would read in another way, so whatever is not plain is null, and node:http's to judge.
 */

/** A POST whose body has a length, with no header twice. */
export interface PlainHead {
  /** As sent, still encoded, without the query. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Where its body begins. */
  readonly bodyAt: number
  /** Bytes of its body. */
  readonly bodyBytes: number
}

/** Longer ones are read by node:http, which has a limit for them. */
const MAX_HEAD_BYTES = 8 * 1024
const END = '\r\n\r\n'

/** Request line and header lines with nothing odd in them: no bare line ends, no folding, no bytes beyond ASCII. */
const PLAIN =
  /^POST (\/[\w./@~%:=&+-]*)(?:\?[\w./@~%:=&+-]*)? HTTP\/1\.1\r\n(?:[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e]*\r\n)+$/
/** With what stands around it: node:http takes no tab there. */
const LENGTH = /^ ?\d{1,9}$/

/** What changes how a body is read, or what the connection becomes; node:http takes `Proxy-Connection` for `Connection`. */
const NOT_PLAIN = 'transfer-encoding expect upgrade trailer te http2-settings proxy-connection'.split(' ')

/**
 * @param bytes what came on the connection, from the beginning of a request on
 * @returns null: it is not there as a whole, or it is no plain request
 * @example readPlainHead(Buffer.from('POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}'))?.bodyBytes // 2
 */
export function readPlainHead(bytes: Buffer): PlainHead | null {
  const end = bytes.indexOf(END)
  if (end === -1 || end > MAX_HEAD_BYTES) return null
  const text = bytes.toString('latin1', 0, end + 2)
  const line = PLAIN.exec(text)
  if (line === null) return null
  const headers: Record<string, string> = {}
  for (let at = text.indexOf('\n') + 1; at < text.length; ) {
    const colon = text.indexOf(':', at)
    const stop = text.indexOf('\r', colon)
    const name = text.slice(at, colon).toLowerCase()
    // How those are joined is node:http's own rule
    if (name in headers) return null
    const value = text.slice(colon + 1, stop)
    if (name === 'content-length' && !LENGTH.test(value)) return null
    headers[name] = value.trim()
    at = stop + 2
  }
  const { host, connection = 'keep-alive', 'content-length': length } = headers
  if (host === undefined || length === undefined || connection.toLowerCase() !== 'keep-alive') return null
  for (const name of NOT_PLAIN) if (headers[name] !== undefined) return null
  return { path: line[1] as string, headers, bodyAt: end + END.length, bodyBytes: Number(length) }
}
