import { CharsetUnsupportedError } from '../errors/charset-unsupported-error.ts'
import { EncodingUnsupportedError } from '../errors/encoding-unsupported-error.ts'
import type { ReceiverRequest } from './receiver-request.ts'

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/gi
/** US-ASCII is a part of UTF-8. */
const READABLE = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

/**
 * Checks what the headers say about the bytes of the body. Of Content-Type only the charset counts: Mambu may send
 * JSON as text/plain, and the word in the URL rules how the body is read.
 *
 * @throws EncodingUnsupportedError for a Content-Encoding other than identity
 * @throws CharsetUnsupportedError for a charset other than UTF-8
 */
export function checkBodyHeaders(headers: ReceiverRequest['headers']): void {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && String(encoding).trim().toLowerCase() !== 'identity') {
    throw new EncodingUnsupportedError(
      `Content-Encoding ${show(encoding)} is not supported: send the body as it is`,
    )
  }
  const contentType = headers['content-type']
  if (typeof contentType !== 'string' || !contentType.includes(';')) return
  for (const [, charset = ''] of contentType.matchAll(CHARSET)) {
    if (READABLE.has(charset.toLowerCase())) continue
    throw new CharsetUnsupportedError(`The body must be UTF-8, not ${show(charset)}`)
  }
}

function show(value: string | string[]): string {
  return `'${String(value).slice(0, 40)}'`
}
