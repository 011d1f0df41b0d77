/**
 * Writes an answer to node:http. When the request's body is still on its way, the answer goes first and the
 * connection is closed after a short drain: closing at once would make the kernel reset it, and the sender would
 * never read why it was refused.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, JSON_HEADERS } from '../answer.ts'

/** How long and how much of an unwanted body is drained before the connection is closed. */
const DRAIN_MS = 1_000
const DRAIN_BYTES = 4 * 1024 * 1024
/** A rest of at most this size is read over, so that a keep-alive connection survives a refusal. */
const SMALL_BODY_BYTES = 64 * 1024

/**
 * @param unasked the sender still waits for `100 Continue`: it will send no body, and the connection can't go on
 * @param closes nothing more is taken from this connection. Default: it goes on where it can
 */
export function writeAnswer(
  incoming: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  unasked = false,
  closes = unasked || !canGoOn(incoming, answer.status),
): void {
  if (response.destroyed || response.headersSent) return
  const { body } = answer
  const bytes = Buffer.byteLength(body)
  response.writeHead(answer.status, listHeaders(answer, String(bytes), closes))
  if (!closes || unasked || incoming.complete) {
    // Text of one byte a character is written without being measured again.
    response.end(body, bytes === body.length ? 'latin1' : 'utf8')
    return
  }
  response.write(body)
  drain(incoming, response)
}

function listHeaders({ headers }: Answer, length: string, closes: boolean): string[] {
  // Nearly all of them
  if (headers === JSON_HEADERS && !closes)
    return ['content-type', JSON_HEADERS['content-type'], 'content-length', length]
  const list: string[] = []
  for (const name in headers) list.push(name, headers[name] as string)
  list.push('content-length', length)
  if (closes) list.push('connection', 'close')
  return list
}

function canGoOn(incoming: IncomingMessage, status: number): boolean {
  if (incoming.complete) return true
  if (status === 413 || status === 408) return false
  const { 'content-length': length, 'transfer-encoding': transfer } = incoming.headers
  return transfer === undefined && Number(length ?? 0) <= SMALL_BODY_BYTES
}

/** Ends the response, and with it the connection, once the sender is through or its time is up. */
function drain(incoming: IncomingMessage, response: ServerResponse): void {
  let bytes = 0
  const timer = setTimeout(end, DRAIN_MS)
  function end(): void {
    clearTimeout(timer)
    incoming.off('data', count)
    response.end()
  }
  function count(chunk: Buffer): void {
    bytes += chunk.length
    if (bytes > DRAIN_BYTES) end()
  }
  incoming.on('data', count)
  incoming.once('end', end)
  incoming.once('close', end)
  incoming.on('error', end)
  incoming.resume()
}
