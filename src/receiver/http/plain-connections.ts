/**
 * Takes plain requests (read-plain-head.ts) for direct URLs straight from the socket: node:http makes two streams and a
 * dozen events of each, which is a quarter of what accepting a delivery costs. It decides nothing: the same core, the same
 * answers to the byte. A connection on which anything else comes is node:http's from then on, as if it had just been opened.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { parseDirectUrl } from '../../direct-url/direct-url.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { type Answer, answerError } from '../answer.ts'
import type { Receiver } from '../receiver.ts'
import type { ReceiverRequest } from '../receiver-request.ts'
import { answerRaw } from './client-error.ts'
import { type OnBody, tooLarge } from './read-body.ts'
import { type PlainHead, readPlainHead } from './read-plain-head.ts'
import { writePlainAnswer } from './write-plain-answer.ts'

export interface PlainOptions {
  readonly receiver: Receiver
  /** Milliseconds from the opening of a connection to its first bytes. */
  readonly headersTimeoutMs: number
  /** Milliseconds between an answer and the next request. */
  readonly keepAliveMs: number
  /** Told of a connection once its first request is there. */
  readonly onUsed: (socket: Socket) => void
}

export interface PlainConnections {
  /** For a server that stops: closes those without a request, and from now on each after its answer. */
  closeIdle(): void
  closeAll(): void
}

/** Larger ones come in many pieces, and are node:http's. */
const MAX_BODY_BYTES = 64 * 1024
/** Some senders write head and body one after the other; who takes longer has node:http wait. */
const HOLD_MS = 50

/** Puts itself before node:http. Call it before the server listens, and before anybody else is told of connections. */
export function servePlainRequests(server: Server, options: PlainOptions): PlainConnections {
  const [handOver] = server.listeners('connection') as ((this: Server, socket: Socket) => void)[]
  if (handOver === undefined) throw new Error('node:http listens to no connection')
  server.off('connection', handOver)
  const shared: Shared = {
    ...options,
    keepAlive: `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(options.keepAliveMs / 1_000)}\r\n\r\n`,
    handOver: (socket) => handOver.call(server, socket),
    open: new Set(),
    stopping: false,
  }
  server.on('connection', (socket: Socket) => void new PlainConnection(shared, socket))
  return {
    closeIdle() {
      shared.stopping = true
      for (const connection of shared.open) connection.closeIfIdle()
    },
    closeAll() {
      for (const connection of shared.open) connection.close()
    },
  }
}

interface Shared extends PlainOptions {
  readonly keepAlive: string
  readonly handOver: (socket: Socket) => void
  readonly open: Set<PlainConnection>
  stopping: boolean
}

/** A connection on which nothing but plain requests has come. */
class PlainConnection {
  readonly #shared: Shared
  readonly #socket: Socket
  /** Read while it is open: afterwards nobody knows. */
  readonly #source: string | null
  #served = false
  #busy = false
  /** The beginning of a request whose rest has not come. */
  #held: Held | null = null
  /** What came while a request was under way. */
  #early: Buffer | null = null
  #ended = false

  constructor(shared: Shared, socket: Socket) {
    this.#shared = shared
    this.#socket = socket
    this.#source = socket.remoteAddress ?? null
    shared.open.add(this)
    socket.setTimeout(shared.headersTimeoutMs)
    socket.on('data', this.#onData).on('end', this.#onEnd).on('timeout', this.#onTimeout)
    socket.on('error', this.#onError).on('close', this.#onClose)
  }

  closeIfIdle(): void {
    if (this.#served && !this.#busy && this.#held === null) this.close()
  }

  close(): void {
    this.#socket.destroy()
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#busy) {
      // One request at a time, as node:http has it
      this.#early = this.#early === null ? chunk : Buffer.concat([this.#early, chunk])
      this.#socket.pause()
      return
    }
    const held = this.#held
    if (held === null) this.#take(chunk, readPlainHead(chunk))
    else this.#take(Buffer.concat([held.bytes, chunk]), held.head)
  }

  #take(bytes: Buffer, head: PlainHead | null): void {
    if (head === null || head.bodyBytes > MAX_BODY_BYTES || parseDirectUrl(head.path) === null) {
      this.#handOver(bytes)
      return
    }
    const missing = head.bodyAt + head.bodyBytes - bytes.length
    if (missing > 0) this.#hold(head, bytes)
    else if (missing < 0) this.#handOver(bytes)
    else this.#serve(head, null, bytes.subarray(head.bodyAt))
  }

  /** One time for all of the rest: a byte now and then is no progress. */
  #hold(head: PlainHead, bytes: Buffer): void {
    if (this.#held !== null) {
      this.#held.bytes = bytes
      return
    }
    const held = { head, bytes, timer: setTimeout(() => this.#handOver(held.bytes), HOLD_MS) }
    this.#held = held
  }

  #letGo(): void {
    if (this.#held !== null) clearTimeout(this.#held.timer)
    this.#held = null
  }

  #serve(head: PlainHead, error: StartnodeError | null, body: Buffer): void {
    const { receiver, keepAliveMs, onUsed } = this.#shared
    if (!this.#served) {
      this.#served = true
      this.#socket.setTimeout(keepAliveMs)
      onUsed(this.#socket)
    }
    this.#letGo()
    this.#busy = true
    receiver.serve(new PlainRequest(head, this.#source, error, body), this.#answer)
  }

  readonly #answer = (answer: Answer): void => {
    this.#busy = false
    const { keepAlive, stopping } = this.#shared
    const socket = this.#socket
    if (socket.destroyed) return
    if (this.#ended || (stopping && this.#early === null)) {
      answerRaw(socket, answer)
      return
    }
    const isTaken = writePlainAnswer(socket, answer, keepAlive)
    if (!isTaken) socket.pause().once('drain', this.#goOn)
    const early = this.#early
    if (early === null) return
    this.#early = null
    // Nothing flows before this turn ends
    if (isTaken) socket.resume()
    this.#onData(early)
  }

  readonly #goOn = (): void => {
    this.#socket.resume()
  }

  /** Gives the connection to node:http, with what came and was not served. */
  #handOver(bytes: Buffer): void {
    const socket = this.#socket
    this.#letGo()
    this.#shared.open.delete(this)
    socket.off('data', this.#onData).off('end', this.#onEnd).off('timeout', this.#onTimeout)
    socket.off('error', this.#onError).off('close', this.#onClose).off('drain', this.#goOn)
    socket.setTimeout(0)
    socket.pause()
    socket.unshift(bytes)
    this.#shared.handOver(socket)
    socket.resume()
  }

  readonly #onEnd = (): void => {
    this.#ended = true
    if (this.#held !== null) this.#breakOff(this.#held)
    else if (!this.#busy) this.#socket.end()
  }

  /** Its sender left before the whole body was there: the core tells who it was, as of any such request. */
  #breakOff({ head }: Held): void {
    this.#serve(head, new StartnodeError('body_incomplete'), NOTHING)
  }

  readonly #onTimeout = (): void => {
    if (this.#busy) return
    if (this.#served) this.#socket.destroy()
    else answerRaw(this.#socket, answerError(new StartnodeError('headers_timeout')))
  }

  /** `close` follows. */
  readonly #onError = (): void => {}

  readonly #onClose = (): void => {
    this.#shared.open.delete(this)
    if (this.#held !== null) this.#breakOff(this.#held)
  }
}

interface Held {
  readonly head: PlainHead
  bytes: Buffer
  readonly timer: NodeJS.Timeout
}

const NOTHING = Buffer.alloc(0)

/** A class, so that no closure is made per request. */
class PlainRequest implements ReceiverRequest {
  readonly method = 'POST'
  readonly path: string
  readonly headers: PlainHead['headers']
  readonly source: string | null
  readonly #error: StartnodeError | null
  readonly #body: Buffer

  /** @param error the body will not come; null: it is there */
  constructor(
    { path, headers }: PlainHead,
    source: string | null,
    error: StartnodeError | null,
    body: Buffer,
  ) {
    this.path = path
    this.headers = headers
    this.source = source
    this.#error = error
    this.#body = body
  }

  readBody(maxBytes: number, done: OnBody): void {
    const error = this.#body.length > maxBytes ? tooLarge(maxBytes) : this.#error
    done(error, error === null ? this.#body : NOTHING)
  }
}
