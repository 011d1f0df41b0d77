/**
 * Serves direct URLs straight from node:http: an accelerator in front of Express, which alone costs most of the hot
 * path. It decides nothing: the same core, the same answers, everything else goes to the fallback.
 */
import type { RequestListener } from 'node:http'
import { parseDirectUrl } from '../../direct-url/direct-url.ts'
import type { Receiver } from '../receiver.ts'
import { DEFAULT_BODY_TIMEOUT_MS } from './read-body.ts'
import { requestPath } from './request-path.ts'
import { serveRequest } from './serve-request.ts'

/**
 * Creates the listener.
 *
 * @param fallback gets every request that is no direct URL, e.g. an Express app
 * @param bodyTimeoutMs for the whole body; default 10 s
 * @example createServer(createFastPath(receiver, app))
 */
export function createFastPath(
  receiver: Receiver,
  fallback: RequestListener,
  bodyTimeoutMs = DEFAULT_BODY_TIMEOUT_MS,
): RequestListener {
  return function serveFast(incoming, response) {
    const path = requestPath(incoming.url ?? '')
    if (parseDirectUrl(path) === null) fallback(incoming, response)
    else serveRequest(receiver, incoming, response, path, bodyTimeoutMs)
  }
}
