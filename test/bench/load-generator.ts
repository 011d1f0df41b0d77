/**
 * The load, in a process of its own: connections that send their next request when the last is answered. It writes whole
 * requests, made beforehand, to the sockets themselves: a client library takes more CPU for a request than a receiver, and on
 * the same two cores it would be what is measured. Each connection has bodies that no other has, each with a ref of its own
 * and no delivery key, so that every request is a new delivery in a lane of its own and nothing is answered from a cache.
 *
 * argv[2]: JSON of LoadOptions. Prints one line: JSON of LoadResult. Ends with an error where a connection is lost.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { createHistogram, performance } from 'node:perf_hooks'
import { loanBody } from '../helpers/loan-body.ts'
import type { LoadOptions, LoadResult } from './run-load.ts'

const {
  url,
  name,
  amount,
  bodiesEach,
  connections = 50,
} = JSON.parse(process.argv[2] as string) as LoadOptions
const { hostname, port, pathname } = new URL(url)
const END_OF_HEAD = Buffer.from('\r\n\r\n')
const latency = createHistogram()
let sent = 0
let accepted = 0
let refused = 0

function writeRequest(index: number): Buffer {
  const body = Buffer.from(loanBody(`${name}-${index}`))
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    'connection: keep-alive',
    'content-type: application/json',
    `content-length: ${body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

/** Bytes of the answer and its status, once it has come whole. */
function readAnswer(bytes: Buffer): { readonly status: number; readonly length: number } | null {
  const end = bytes.indexOf(END_OF_HEAD)
  if (end === -1) return null
  const head = bytes.toString('latin1', 0, end)
  const length = end + END_OF_HEAD.length + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1])
  if (Number.isNaN(length)) throw new Error(`An answer without a length: ${head}`)
  return bytes.length < length ? null : { status: Number(head.slice(9, 12)), length }
}

async function openConnection(first: number): Promise<() => Promise<void>> {
  const requests = Array.from({ length: bodiesEach }, (_, index) => writeRequest(first + index))
  const socket = connect(Number(port), hostname).setNoDelay()
  await once(socket, 'connect')
  let next = 0
  let sentAt = 0
  let rest: Buffer = Buffer.alloc(0)
  return () =>
    new Promise((resolve, reject) => {
      function send(): void {
        if (sent === amount) {
          socket.destroy()
          resolve()
          return
        }
        sent += 1
        sentAt = performance.now()
        socket.write(requests[next] as Buffer)
        next = (next + 1) % requests.length
      }
      socket.on('data', (bytes) => {
        rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
        const answer = readAnswer(rest)
        if (answer === null) return
        rest = rest.subarray(answer.length)
        latency.record(Math.max(1, Math.round((performance.now() - sentAt) * 1_000)))
        if (answer.status >= 200 && answer.status < 300) accepted += 1
        else refused += 1
        send()
      })
      socket.once('error', reject)
      socket.once('end', () => reject(new Error(`Lost after ${accepted} accepted deliveries`)))
      send()
    })
}

const starts = await Promise.all(
  Array.from({ length: connections }, (_, connection) => openConnection(connection * bodiesEach)),
)
const beganAt = performance.now()
await Promise.all(starts.map((start) => start()))
const result: LoadResult = {
  perSecond: (accepted * 1_000) / (performance.now() - beganAt),
  p99: Math.round(latency.percentile(99) / 1_000),
  accepted,
  refused,
}
process.stdout.write(`${JSON.stringify(result)}\n`)
