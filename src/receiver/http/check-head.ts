import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { StartnodeError } from '../../errors/startnode-error.ts'

/** Header lines that node:http reads where `maxHeadersCount` is not set, whatever its docs say; the rest it drops in silence. */
const DEFAULT_LINES = 1_000

/**
 * Refuses a head that node:http lets through although somebody else may read it in another way: header lines that were
 * dropped, no Host or several (RFC 9112 section 3.2).
 *
 * @throws StartnodeError `headers_too_large`, `http_invalid`
 */
export function checkHead({ rawHeaders, httpVersion, socket }: IncomingMessage): void {
  const { server } = socket as Socket & { server?: { maxHeadersCount?: number | null } }
  const most = server?.maxHeadersCount ?? DEFAULT_LINES
  // As many as are read may be more than that; 0: all are read.
  if (most > 0 && rawHeaders.length >= 2 * most)
    throw new StartnodeError('headers_too_large', `The request has ${most} header lines or more`)
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) if (isHost(rawHeaders[at] as string)) hosts += 1
  if (hosts > 1) throw new StartnodeError('http_invalid', 'The request has more than one Host header')
  if (hosts === 0 && httpVersion === '1.1')
    throw new StartnodeError('http_invalid', 'The request has no Host header')
}

function isHost(name: string): boolean {
  return name.length === 4 && name.toLowerCase() === 'host'
}
