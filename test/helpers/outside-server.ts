/** The frame of every stand-in for a system that is not Mambu: a real HTTP server with a token, which can be made to fail. */
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
  /** Default: none. */
  readonly body?: unknown
}

/** What every stand-in offers. */
export interface OutsideServer {
  readonly url: string
  /** What `Authorization: Bearer` must carry. */
  readonly token: string
  /**
   * The next `count` requests are answered with this status; 0 drops the connection after the work is done.
   *
   * @param only what method and path begin with, e.g. `POST /payments`. Default: all
   */
  failNext(count: number, status: number, only?: string): void
  /** It fails no more. */
  clearFailures(): void
  stop(): Promise<void>
}

/** @param onAnswered told of each request, failed ones included, with the status it got, or would have got */
export async function startOutsideServer(
  token: string,
  answer: (request: OutsideRequest) => OutsideAnswer,
  onAnswered: (request: OutsideRequest, status: number) => void = () => {},
): Promise<OutsideServer> {
  const failures: { readonly status: number; readonly only: string }[] = []

  const server = createServer(async (incoming, response) => {
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, body: await readBody(incoming) }
    const at = failures.findIndex(({ only }) => `${method} ${path}`.startsWith(only))
    const failure = at < 0 ? undefined : failures.splice(at, 1)[0]?.status
    const { status, body } = failure
      ? { status: failure, body: { error: 'refused' } }
      : headers.authorization === `Bearer ${token}`
        ? answer(request)
        : { status: 401, body: { error: 'unauthorised' } }
    onAnswered(request, status)
    if (failure === 0) return incoming.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? '' : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    failNext(count, status, only = '') {
      for (let left = count; left > 0; left -= 1) failures.push({ status, only })
    },
    clearFailures: () => void failures.splice(0),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

/** Calls back. Gives the status of the answer. */
export async function callBack(url: string, body: object): Promise<number> {
  const answered = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answered.text()
  return answered.status
}

async function readBody(request: IncomingMessage): Promise<OutsideRequest['body']> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? null : JSON.parse(text)
}
