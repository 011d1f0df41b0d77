/** Reads the raw body of a node:http request (Express's too), bounded in bytes and in time. */
import type { IncomingMessage } from 'node:http'
import { BodyIncompleteError } from '../errors/body-incomplete-error.ts'
import { BodyTimeoutError } from '../errors/body-timeout-error.ts'
import { BodyTooLargeError } from '../errors/body-too-large-error.ts'

export const DEFAULT_BODY_TIMEOUT_MS = 10_000

/**
 * Reads the body. After a rejection the rest of it is still unread: the caller answers and closes.
 *
 * @param timeoutMs for the whole body, not for each piece: a byte a second is no progress
 * @throws BodyTooLargeError by Content-Length before reading, or while reading
 * @throws BodyTimeoutError, BodyIncompleteError
 */
export function readBody(
  incoming: IncomingMessage,
  maxBytes: number,
  timeoutMs = DEFAULT_BODY_TIMEOUT_MS,
): Promise<Buffer> {
  const announced = incoming.headers['content-length']
  if (announced !== undefined && Number(announced) > maxBytes) return Promise.reject(tooLarge(maxBytes))
  return new Promise((resolve, reject) => {
    let first: Buffer | null = null
    let more: Buffer[] | null = null
    let bytes = 0
    const timer = setTimeout(() => {
      settle()
      reject(new BodyTimeoutError(`The body did not arrive within ${timeoutMs} ms`))
    }, timeoutMs)

    function settle(): void {
      clearTimeout(timer)
      incoming.off('data', onData)
      incoming.off('end', onEnd)
      incoming.off('error', onGone)
      incoming.off('close', onGone)
      // Without listener an error of a sender that left would be uncaught.
      incoming.on('error', ignore)
    }
    function onData(chunk: Buffer): void {
      bytes += chunk.length
      if (bytes > maxBytes) {
        settle()
        incoming.pause()
        reject(tooLarge(maxBytes))
      } else if (first === null) first = chunk
      else if (more === null) more = [first, chunk]
      else more.push(chunk)
    }
    function onEnd(): void {
      settle()
      resolve(more === null ? (first ?? Buffer.alloc(0)) : Buffer.concat(more, bytes))
    }
    function onGone(cause?: unknown): void {
      settle()
      reject(new BodyIncompleteError(cause))
    }
    incoming.on('data', onData)
    incoming.on('end', onEnd)
    incoming.on('error', onGone)
    incoming.on('close', onGone)
  })
}

function tooLarge(maxBytes: number): BodyTooLargeError {
  return new BodyTooLargeError(`The body is too large: at most ${maxBytes} bytes`)
}

function ignore(): void {}
