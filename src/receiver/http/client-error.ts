/** Answers what is not HTTP: node:http gives up on such a connection before there is a request. */
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ErrorCode } from '../../errors/error-table.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { type Answer, answerError } from '../answer.ts'

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_INVALID_EOF_STATE: 'body_incomplete',
  ERR_HTTP_REQUEST_TIMEOUT: 'headers_timeout',
}

/** Listener of the server's `clientError`. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const current = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage
  if (current?.req.complete) {
    // Rubbish after a whole request: that request gets its own answer, never this one.
    if (current.writableEnded) socket.destroySoon()
    else current.once('finish', () => socket.destroySoon())
    return
  }
  if (current?.headersSent) {
    socket.destroy()
    return
  }
  answerRaw(socket, answerError(new StartnodeError(CODES[error.code ?? ''] ?? 'http_invalid')))
}

/** Answers on a connection that node:http has given up, and closes it. */
export function answerRaw(socket: Duplex, answer: Answer): void {
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`,
    ...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`),
    `date: ${new Date().toUTCString()}`,
    `content-length: ${Buffer.byteLength(answer.body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${answer.body}`, () => socket.destroy())
}
