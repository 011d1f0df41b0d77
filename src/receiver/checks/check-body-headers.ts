import { isAscii } from 'node:buffer'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { ReceiverRequest } from '../receiver-request.ts'

/** How the bytes of a body are packed. */
export type ContentEncoding = 'identity' | 'gzip' | 'deflate'

/** What the headers say of the bytes of a body. */
export interface BodyHeaders {
  readonly encoding: ContentEncoding
  /** A charset that is not UTF-8, as sent; null: UTF-8 or none. */
  readonly charset: string | null
}

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/gi
/** US-ASCII is a part of UTF-8. */
const READABLE = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])
/** Charsets whose first half is US-ASCII; the word is put on by clients that do not look at what they send. */
const ASCII_AND_MORE = /^(?:iso[-_]?8859[-_]?\d+|latin-?\d+|l1|windows-125\d|cp125\d)$/i

/**
 * Reads what the headers say about the bytes of the body. Of Content-Type only the charset counts: Mambu may send
 * JSON as text/plain, and the word in the URL rules how the body is read.
 *
 * @returns `x-gzip` as gzip (RFC 9110 section 8.4.1.3)
 * @throws StartnodeError `encoding_unsupported` for any other Content-Encoding, or more than one
 */
export function checkBodyHeaders(headers: ReceiverRequest['headers']): BodyHeaders {
  const encoding = readEncoding(headers['content-encoding'])
  const contentType = headers['content-type']
  if (typeof contentType !== 'string' || !contentType.includes(';')) return { encoding, charset: null }
  for (const [, charset = ''] of contentType.matchAll(CHARSET)) {
    if (!READABLE.has(charset.toLowerCase())) return { encoding, charset }
  }
  return { encoding, charset: null }
}

/**
 * Lets a body pass that is the same text in UTF-8, whatever its label says.
 *
 * @param body unpacked
 * @throws StartnodeError `charset_unsupported`
 */
export function checkCharset(charset: string | null, body: Buffer): void {
  if (charset === null || (ASCII_AND_MORE.test(charset) && isAscii(body))) return
  throw new StartnodeError('charset_unsupported', `The body must be UTF-8, not ${show(charset)}`)
}

function readEncoding(header: string | string[] | undefined): ContentEncoding {
  if (header === undefined) return 'identity'
  switch (String(header).trim().toLowerCase()) {
    case '':
    case 'identity':
      return 'identity'
    case 'gzip':
    case 'x-gzip':
      return 'gzip'
    case 'deflate':
      return 'deflate'
    default:
      throw new StartnodeError(
        'encoding_unsupported',
        `Content-Encoding ${show(header)} is not supported: send gzip, deflate, or the body as it is`,
      )
  }
}

function show(value: string | string[]): string {
  return `'${String(value).slice(0, 40)}'`
}
