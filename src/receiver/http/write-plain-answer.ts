/** Writes an answer to the socket itself, byte for byte as node:http would. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Answer } from '../answer.ts'

/**
 * @param keepAlive the headers that say so, with the empty line behind them
 * @returns false: the sender does not read, and nothing more should be taken from it before `drain`
 */
export function writePlainAnswer(socket: Socket, answer: Answer, keepAlive: string): boolean {
  const { body } = answer
  const bytes = Buffer.byteLength(body)
  const text = `${headOf(answer)}content-length: ${bytes}\r\nDate: ${dateNow()}\r\n${keepAlive}${body}`
  // Text of one byte a character is written without being measured again.
  return socket.write(text, bytes === body.length ? 'latin1' : 'utf8')
}

/** Of the last answer's status and headers, which are those of nearly all. */
let lastStatus = 0
let lastHeaders: Answer['headers'] | null = null
let lastHead = ''

function headOf({ status, headers }: Answer): string {
  if (status === lastStatus && headers === lastHeaders) return lastHead
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`
  lastStatus = status
  lastHeaders = headers
  lastHead = head
  return head
}

let lastSecond = 0
let lastDate = ''

/** Of a second in which many answers are written. */
function dateNow(): string {
  const now = Date.now()
  const second = Math.floor(now / 1_000)
  if (second !== lastSecond) {
    lastDate = new Date(now).toUTCString()
    lastSecond = second
  }
  return lastDate
}
