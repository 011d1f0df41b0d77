/** Reads the raw body of a node:http request (Express's too), bounded in bytes and in time. */
import type { IncomingMessage } from 'node:http'
import { StartnodeError } from '../../errors/startnode-error.ts'

export const DEFAULT_BODY_TIMEOUT_MS = 10_000

/**
 * Reads the body. After a rejection the rest of it is still unread: the caller answers and closes.
 *
 * @param timeoutMs for the whole body, not for each piece: a byte a second is no progress
 * @throws StartnodeError `body_too_large` by Content-Length before reading, or while reading
 * @throws StartnodeError `body_timeout`, `body_incomplete`
 */
export function readBody(
  incoming: IncomingMessage,
  maxBytes: number,
  timeoutMs = DEFAULT_BODY_TIMEOUT_MS,
): Promise<Buffer> {
  const announced = incoming.headers['content-length']
  if (announced !== undefined && Number(announced) > maxBytes) return Promise.reject(tooLarge(maxBytes))
  return new Promise((resolve, reject) => {
    new BodyReading(incoming, maxBytes, timeoutMs, resolve, reject)
  })
}

/** Settles once; its listeners stay, so that an error of a sender that left later is never uncaught. */
class BodyReading {
  readonly #incoming: IncomingMessage
  readonly #maxBytes: number
  readonly #resolve: (body: Buffer) => void
  readonly #reject: (error: StartnodeError) => void
  readonly #timer: NodeJS.Timeout
  #chunks: Buffer[] = []
  #bytes = 0
  #settled = false

  constructor(
    incoming: IncomingMessage,
    maxBytes: number,
    timeoutMs: number,
    resolve: (body: Buffer) => void,
    reject: (error: StartnodeError) => void,
  ) {
    this.#incoming = incoming
    this.#maxBytes = maxBytes
    this.#resolve = resolve
    this.#reject = reject
    this.#timer = setTimeout(() => {
      this.#fail(new StartnodeError('body_timeout', `The body did not arrive within ${timeoutMs} ms`))
    }, timeoutMs)
    incoming.on('data', (chunk: Buffer) => this.#take(chunk))
    incoming.on('end', () => this.#finish())
    incoming.on('error', (error) =>
      this.#fail(new StartnodeError('body_incomplete', undefined, { cause: error })),
    )
    incoming.on('close', () => this.#fail(null))
  }

  #take(chunk: Buffer): void {
    if (this.#settled) return
    this.#bytes += chunk.length
    if (this.#bytes <= this.#maxBytes) {
      this.#chunks.push(chunk)
      return
    }
    this.#incoming.pause()
    this.#fail(tooLarge(this.#maxBytes))
  }

  #finish(): void {
    if (this.#settled) return
    this.#settle()
    const [first] = this.#chunks
    this.#resolve(
      first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#bytes),
    )
  }

  /** @param error null: the sender is gone */
  #fail(error: StartnodeError | null): void {
    if (this.#settled) return
    this.#settle()
    this.#chunks = []
    this.#reject(error ?? new StartnodeError('body_incomplete'))
  }

  #settle(): void {
    this.#settled = true
    clearTimeout(this.#timer)
  }
}

function tooLarge(maxBytes: number): StartnodeError {
  return new StartnodeError('body_too_large', `The body is too large: at most ${maxBytes} bytes`)
}
