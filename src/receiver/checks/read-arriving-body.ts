import type { ReceiverRequest } from '../receiver-request.ts'
import { checkBodyHeaders, checkCharset } from './check-body-headers.ts'
import { unpackBody } from './unpack-body.ts'

/**
 * Reads the body of a request as UTF-8 bytes.
 *
 * @param onSent told of the bytes as they were sent, before anything can be wrong with them
 * @returns the body, unpacked
 * @throws StartnodeError `encoding_unsupported`, `body_too_large`, `body_timeout`, `body_incomplete`,
 * `encoding_invalid`, `charset_unsupported`
 */
export async function readArrivingBody(
  request: Pick<ReceiverRequest, 'headers' | 'readBody'>,
  maxBytes: number,
  onSent: (body: Buffer) => void,
): Promise<Buffer> {
  const { encoding, charset } = checkBodyHeaders(request.headers)
  const sent = await request.readBody(maxBytes)
  onSent(sent)
  const body = encoding === 'identity' ? sent : await unpackBody(encoding, sent, maxBytes)
  onSent(body)
  checkCharset(charset, body)
  return body
}
