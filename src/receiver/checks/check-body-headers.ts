import { StartnodeError } from '../../errors/startnode-error.ts'
import type { ReceiverRequest } from '../receiver-request.ts'

/** How the bytes of a body are packed. */
export type ContentEncoding = 'identity' | 'gzip' | 'deflate'

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/gi
/** US-ASCII is a part of UTF-8. */
const READABLE = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

/**
 * Checks what the headers say about the bytes of the body. Of Content-Type only the charset counts: Mambu may send
 * JSON as text/plain, and the word in the URL rules how the body is read.
 *
 * @returns the one Content-Encoding; `x-gzip` is gzip (RFC 9110 section 8.4.1.3)
 * @throws StartnodeError `encoding_unsupported` for any other Content-Encoding, or more than one
 * @throws StartnodeError `charset_unsupported` for a charset other than UTF-8
 */
export function checkBodyHeaders(headers: ReceiverRequest['headers']): ContentEncoding {
  const encoding = readEncoding(headers['content-encoding'])
  const contentType = headers['content-type']
  if (typeof contentType !== 'string' || !contentType.includes(';')) return encoding
  for (const [, charset = ''] of contentType.matchAll(CHARSET)) {
    if (READABLE.has(charset.toLowerCase())) continue
    throw new StartnodeError('charset_unsupported', `The body must be UTF-8, not ${show(charset)}`)
  }
  return encoding
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
