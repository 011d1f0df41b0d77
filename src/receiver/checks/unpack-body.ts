/** Undoes the Content-Encoding of a body, bounded in bytes: a bomb is given up at the limit, whatever it would become. */

import {
  createGunzip,
  createInflate,
  createInflateRaw,
  type Gunzip,
  type Inflate,
  type InflateRaw,
} from 'node:zlib'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { ContentEncoding } from './check-body-headers.ts'

/**
 * Unpacks a body in pieces, off the event loop; at no time is more than the limit and one piece in memory.
 *
 * `deflate` is the zlib format (RFC 9110 section 8.4.1.2); senders that leave its header out are understood too.
 *
 * @param maxBytes of the unpacked body
 * @throws StartnodeError `body_too_large`; `encoding_invalid` when it is broken, cut off, or followed by something
 */
export function unpackBody(
  encoding: Exclude<ContentEncoding, 'identity'>,
  body: Buffer,
  maxBytes: number,
): Promise<Buffer> {
  const unpacking = createUnpacking(encoding, body)
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let bytes = 0
    const fail = (error: Error) => {
      unpacking.destroy()
      reject(error)
    }
    unpacking.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes <= maxBytes) pieces.push(piece)
      else
        fail(
          new StartnodeError('body_too_large', `The unpacked body is too large: at most ${maxBytes} bytes`),
        )
    })
    unpacking.on('error', (error) =>
      fail(new StartnodeError('encoding_invalid', `The body is no valid ${encoding}`, { cause: error })),
    )
    unpacking.on('end', () => {
      const read = unpacking.bytesWritten
      if (read === body.length) resolve(Buffer.concat(pieces, bytes))
      else
        reject(
          new StartnodeError(
            'encoding_invalid',
            `After the ${encoding} data come ${body.length - read} more bytes`,
          ),
        )
    })
    unpacking.end(body)
  })
}

function createUnpacking(encoding: 'gzip' | 'deflate', body: Buffer): Gunzip | Inflate | InflateRaw {
  if (encoding === 'gzip') return createGunzip()
  return hasZlibHeader(body) ? createInflate() : createInflateRaw()
}

/** RFC 1950 section 2.2: method 8, and a check sum over both bytes. */
function hasZlibHeader(body: Buffer): boolean {
  return body.length >= 2 && ((body[0] as number) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0
}
