/** Reads the raw body of a node:http request (Express's too), bounded in bytes and in time. */
import type { IncomingMessage } from 'node:http'
import { StartnodeError } from '../../errors/startnode-error.ts'

export const DEFAULT_BODY_TIMEOUT_MS = 10_000

/** @param error null: the body is there */
export type OnBody = (error: unknown, body: Buffer) => void

const NOTHING = Buffer.alloc(0)

/**
 * Reads the body. After an error the rest of it is still unread: the caller answers and closes.
 *
 * @param timeoutMs for the whole body, not for each piece: a byte a second is no progress
 * @param done told once, with StartnodeError `body_too_large` by Content-Length before reading, or while reading;
 * `body_timeout`, `body_incomplete`
 */
export function readBody(incoming: IncomingMessage, maxBytes: number, timeoutMs: number, done: OnBody): void {
  const announced = incoming.headers['content-length']
  if (announced !== undefined && Number(announced) > maxBytes) done(tooLarge(maxBytes), NOTHING)
  else new BodyReading(incoming, maxBytes, timeoutMs, done)
}

/** Those that began in this turn of the event loop. Most have their body by its end, and need no timer. */
let young: BodyReading[] = []

function growUp(): void {
  const readings = young
  young = []
  for (const reading of readings) reading.limit()
}

const READING = Symbol('reading')
type Read = IncomingMessage & { [READING]: BodyReading }

/** No closures: four for each request are a part of its cost that can be seen. */
function onData(this: Read, chunk: Buffer): void {
  this[READING].take(chunk)
}
function onEnd(this: Read): void {
  this[READING].finish()
}
function onError(this: Read, error: Error): void {
  this[READING].fail(new StartnodeError('body_incomplete', undefined, { cause: error }))
}
function onClose(this: Read): void {
  this[READING].fail(null)
}

/** Settles once; its listeners stay, so that an error of a sender that left later is never uncaught. */
class BodyReading {
  readonly #incoming: IncomingMessage
  readonly #maxBytes: number
  readonly #timeoutMs: number
  readonly #done: OnBody
  #timer: NodeJS.Timeout | null = null
  #first: Buffer | null = null
  #chunks: Buffer[] | null = null
  #bytes = 0
  #settled = false

  constructor(incoming: IncomingMessage, maxBytes: number, timeoutMs: number, done: OnBody) {
    this.#incoming = incoming
    this.#maxBytes = maxBytes
    this.#timeoutMs = timeoutMs
    this.#done = done
    ;(incoming as Read)[READING] = this
    incoming.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
    if (young.push(this) === 1) setImmediate(growUp)
  }

  /** From now on its time runs. */
  limit(): void {
    if (this.#settled) return
    this.#timer = setTimeout(() => {
      this.fail(new StartnodeError('body_timeout', `The body did not arrive within ${this.#timeoutMs} ms`))
    }, this.#timeoutMs)
  }

  take(chunk: Buffer): void {
    if (this.#settled) return
    this.#bytes += chunk.length
    if (this.#bytes > this.#maxBytes) {
      this.#incoming.pause()
      this.fail(tooLarge(this.#maxBytes))
    } else if (this.#first === null) this.#first = chunk
    else {
      this.#chunks ??= [this.#first]
      this.#chunks.push(chunk)
    }
  }

  finish(): void {
    if (this.#settled) return
    this.#settle()
    this.#done(
      null,
      this.#chunks === null ? (this.#first ?? NOTHING) : Buffer.concat(this.#chunks, this.#bytes),
    )
  }

  /** @param error null: the sender is gone */
  fail(error: StartnodeError | null): void {
    if (this.#settled) return
    this.#settle()
    this.#first = null
    this.#chunks = null
    this.#done(error ?? new StartnodeError('body_incomplete'), NOTHING)
  }

  #settle(): void {
    this.#settled = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}

/** @param maxBytes a body of more is refused */
export function tooLarge(maxBytes: number): StartnodeError {
  return new StartnodeError('body_too_large', `The body is too large: at most ${maxBytes} bytes`)
}
