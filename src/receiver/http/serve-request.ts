/** Carries one node:http request through the core and writes the answer: what the fast path and Express share. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, answerError } from '../answer.ts'
import type { Receiver } from '../receiver.ts'
import type { ReceiverRequest } from '../receiver-request.ts'
import { checkHead } from './check-head.ts'
import { type OnBody, readBody } from './read-body.ts'
import { writeAnswer } from './write-answer.ts'

/** Requests whose `Expect: 100-continue` is not answered yet (http-server.ts leaves that to us). */
const awaitingContinue = new WeakSet<IncomingMessage>()

/** Marks a request whose sender waits for `100 Continue`: it gets it when, and only when, the body is wanted. */
export function holdContinue(incoming: IncomingMessage): void {
  awaitingContinue.add(incoming)
}

/**
 * Serves one request.
 *
 * @param path as the core takes it: still encoded, without the query
 * @param bodyTimeoutMs for the whole body
 */
export function serveRequest(
  receiver: Receiver,
  incoming: IncomingMessage,
  response: ServerResponse,
  path: string,
  bodyTimeoutMs: number,
): void {
  const refusal = refuseHead(incoming)
  if (refusal !== null) {
    writeAnswer(incoming, response, refusal, awaitingContinue.has(incoming), true)
    return
  }
  receiver.serve(new NodeRequest(incoming, response, path, bodyTimeoutMs), (answer) => {
    writeAnswer(incoming, response, answer, awaitingContinue.has(incoming))
  })
}

function refuseHead(incoming: IncomingMessage): Answer | null {
  try {
    checkHead(incoming)
    return null
  } catch (error) {
    return answerError(error)
  }
}

/** A class, so that no closure is made per request. */
class NodeRequest implements ReceiverRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly #incoming: IncomingMessage
  readonly #response: ServerResponse
  readonly #bodyTimeoutMs: number

  constructor(incoming: IncomingMessage, response: ServerResponse, path: string, bodyTimeoutMs: number) {
    this.method = incoming.method ?? ''
    this.path = path
    this.headers = incoming.headers
    this.#incoming = incoming
    this.#response = response
    this.#bodyTimeoutMs = bodyTimeoutMs
  }

  get source(): string | null {
    return this.#incoming.socket.remoteAddress ?? null
  }

  readBody(maxBytes: number, done: OnBody): void {
    const announced = Number(this.#incoming.headers['content-length'] ?? 0)
    // Who announces too much is refused by that alone: nobody asks for the body first.
    if (announced <= maxBytes && awaitingContinue.delete(this.#incoming)) this.#response.writeContinue()
    readBody(this.#incoming, maxBytes, this.#bodyTimeoutMs, done)
  }
}
