/** The receiver's core: a request in, an answer out, free of any framework. What it does with one: handle-request.ts. */
import type { Answer } from './answer.ts'
import { createCore, Handling } from './handle-request.ts'
import type { ReceiverOptions } from './receiver-options.ts'
import type { ReceiverRequest } from './receiver-request.ts'

export type { ReceiverOptions } from './receiver-options.ts'

export interface Receiver {
  /** Answers one request; never rejects. */
  handle(request: ReceiverRequest): Promise<Answer>
  /** The same by call-back, told once, maybe before this returns: for the hot path. */
  serve(request: ReceiverRequest, done: (answer: Answer) => void): void
}

/**
 * Creates the receiver.
 *
 * @example
 * ```ts
 * const receiver = createReceiver({ settings, startNodes, signingKeys, accept, maxBodyBytes: 1_048_576, log })
 * app.use(receiverRouter(receiver))
 * ```
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const core = createCore(options)
  const serve: Receiver['serve'] = (request, done) => new Handling(core, request, done).begin()
  return { serve, handle: (request) => new Promise((resolve) => serve(request, resolve)) }
}
