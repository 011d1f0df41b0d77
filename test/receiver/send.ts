/** Plain HTTP clients for the receiver's tests: one that speaks properly, one that sends what it is told. */
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'

export interface Received {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

/** Sends one request on a connection of its own and reads the answer. */
export async function send(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<Received> {
  const { method = 'POST', headers = {}, body } = options
  const sent = request({ port, path, method, headers, host: '127.0.0.1', agent: false })
  sent.end(body)
  const [response] = await once(sent, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }
}

/**
 * Sends bytes as they are on a bare socket and gives all that came back until the server closed.
 *
 * @param pieces sent in order; the last one is followed by nothing: the client keeps its side open
 */
export async function talk(port: number, ...pieces: (string | Uint8Array)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  // A reset after the answer is not what these tests are about: they look at what came.
  socket.on('error', () => {})
  await once(socket, 'connect')
  for (const piece of pieces) socket.write(piece)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

/** The head of a POST, to be sent by `talk`. */
export function head(path: string, ...headers: string[]): string {
  return [`POST ${path} HTTP/1.1`, 'host: receiver', ...headers, '', ''].join('\r\n')
}

/** Status line and code of each answer in what came back, e.g. `403 access_denied`. */
export function answersIn(received: string): string[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n(.*?)(?=HTTP\/1\.1|$)/g)].map(
    ([, status, body]) => `${status} ${/"code":"(\w+)"/.exec(body as string)?.[1] ?? 'ok'}`,
  )
}
