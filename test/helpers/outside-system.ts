/** A system of a bank that is not Mambu, for tests of processes: a real HTTP server that keeps what it was asked. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OutsideRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As parsed; null: there was none. */
  readonly body: Readonly<Record<string, unknown>> | null
}

export interface OutsideAnswer {
  readonly status: number
  readonly body?: unknown
}

export interface OutsideSystem {
  readonly url: string
  /** One per Idempotency-Key, since a repeat is no second order; the answered ones only. */
  readonly requests: readonly OutsideRequest[]
  stop(): Promise<void>
}

/**
 * Starts it on 127.0.0.1. A repeat of an Idempotency-Key gets the first answer, unless that was a 5xx.
 *
 * @param token what `Authorization: Bearer` must carry
 * @example const bank = await startOutsideSystem('secret', ({ body }) => ({ status: 202, body: { id: body?.reference } }))
 */
export async function startOutsideSystem(
  token: string,
  answer: (request: OutsideRequest) => OutsideAnswer,
): Promise<OutsideSystem> {
  const requests: OutsideRequest[] = []
  const known = new Map<string, OutsideAnswer>()

  function answerOnce(request: OutsideRequest): OutsideAnswer {
    const key = request.headers['idempotency-key']
    const before = typeof key === 'string' ? known.get(key) : undefined
    if (before) return before
    const answered = answer(request)
    if (answered.status >= 500) return answered
    requests.push(request)
    if (typeof key === 'string') known.set(key, answered)
    return answered
  }

  const server = createServer(async (request, response) => {
    const body = await readBody(request)
    const { method = '', url: path = '', headers } = request
    const { status, body: said } =
      headers.authorization === `Bearer ${token}`
        ? answerOnce({ method, path, headers, body })
        : { status: 401, body: { error: 'unauthorised' } }
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(said === undefined ? '' : JSON.stringify(said))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function readBody(request: IncomingMessage): Promise<OutsideRequest['body']> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? null : JSON.parse(text)
}
