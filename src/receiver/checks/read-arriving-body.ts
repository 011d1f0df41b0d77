import type { ReceiverRequest } from '../receiver-request.ts'
import { type BodyHeaders, checkBodyHeaders, checkCharset } from './check-body-headers.ts'
import { unpackBody } from './unpack-body.ts'

const NOTHING = Buffer.alloc(0)

/**
 * Reads the body of a request as UTF-8 bytes. By call-back: nearly every body is there at once, and a promise for each
 * would be a part of its cost that can be seen.
 *
 * @param onSent told of the bytes as they were sent, before anything can be wrong with them, then of the unpacked ones
 * @param done told once: null and the body, unpacked; or a StartnodeError `encoding_unsupported`, `body_too_large`,
 * `body_timeout`, `body_incomplete`, `encoding_invalid`, `charset_unsupported`
 */
export function readArrivingBody(
  request: Pick<ReceiverRequest, 'readBody'>,
  headers: ReceiverRequest['headers'],
  maxBytes: number,
  onSent: (body: Buffer) => void,
  done: (error: unknown, body: Buffer) => void,
): void {
  let said: BodyHeaders
  try {
    said = checkBodyHeaders(headers)
  } catch (error) {
    done(error, NOTHING)
    return
  }
  const { encoding, charset } = said
  const finish = (body: Buffer) => {
    onSent(body)
    let error: unknown = null
    try {
      checkCharset(charset, body)
    } catch (refused) {
      error = refused
    }
    done(error, body)
  }
  request.readBody(maxBytes, (error, sent) => {
    if (error !== null) done(error, NOTHING)
    else if (encoding === 'identity') finish(sent)
    else {
      onSent(sent)
      unpackBody(encoding, sent, maxBytes).then(finish, (failure: unknown) => done(failure, NOTHING))
    }
  })
}
