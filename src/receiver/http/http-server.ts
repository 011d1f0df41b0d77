/** The public listener: direct URLs, /livez and /readyz, with time-outs against senders that hold connections. */

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import express, { type Express } from 'express'
import { PortInUseError } from '../../errors/start-errors.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { answerError } from '../answer.ts'
import type { Receiver } from '../receiver.ts'
import { answerClientError, answerRaw } from './client-error.ts'
import { receiverRouter } from './express-router.ts'
import { createFastPath } from './fast-path.ts'
import { type PlainConnections, servePlainRequests } from './plain-connections.ts'
import { DEFAULT_BODY_TIMEOUT_MS } from './read-body.ts'
import { holdContinue } from './serve-request.ts'
import { writeAnswer } from './write-answer.ts'

export interface HttpServerOptions {
  readonly receiver: Receiver
  /** The node:http accelerator in front of Express; both give the same answers. */
  readonly fastPath: boolean
  /** 0: a free one. */
  readonly port: number
  readonly host: string
  readonly readiness: () => {
    readonly ready: boolean
    readonly reasons: readonly string[]
    readonly alarms?: readonly string[]
  }
  /** Milliseconds for a whole body; default 10,000. */
  readonly bodyTimeoutMs?: number
  /** Milliseconds for all headers, from the opening of the connection on; default 10,000. */
  readonly headersTimeoutMs?: number
}

export interface RunningHttpServer {
  readonly port: number
  /** Without a slash at its end. */
  readonly url: string
  /** Takes no new connections, lets requests in flight finish, closes; less than 10 s in all. */
  stop(): Promise<void>
}

const DEFAULT_HEADERS_TIMEOUT_MS = 10_000
/** Longer than the idle time-out of common load balancers (60 s), so that they close first. */
export const KEEP_ALIVE_MS = 65_000
const MAX_HEADER_BYTES = 16 * 1024
const MAX_HEADER_LINES = 2_000
const STOP_MS = 8_000
/** A connection just opened may have its request on the way. */
const UNUSED_GRACE_MS = 500

/**
 * Starts the public listener.
 *
 * @throws PortInUseError when something else listens there
 * @example const http = await startHttpServer({ receiver, fastPath: true, port: 8080, host: '0.0.0.0', readiness })
 */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const bodyTimeoutMs = options.bodyTimeoutMs ?? DEFAULT_BODY_TIMEOUT_MS
  const headersTimeoutMs = options.headersTimeoutMs ?? DEFAULT_HEADERS_TIMEOUT_MS
  const app = createApp(options, bodyTimeoutMs)
  const listener: RequestListener = options.fastPath
    ? createFastPath(options.receiver, app, bodyTimeoutMs)
    : app
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: headersTimeoutMs + bodyTimeoutMs + 5_000,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // check-head.ts looks for it: node:http would answer without a body.
      requireHostHeader: false,
      connectionsCheckingInterval: Math.min(headersTimeoutMs, 2_000),
    },
    listener,
  )
  server.maxHeadersCount = MAX_HEADER_LINES
  server.on('clientError', answerClientError)
  // Without these two node:http answers in its own words, or hangs up.
  server.on('connect', (_, socket) =>
    answerRaw(socket, answerError(new StartnodeError('method_not_allowed'))),
  )
  server.on('checkExpectation', (incoming, response) => {
    writeAnswer(incoming, response, answerError(new StartnodeError('expectation_unsupported')), true)
  })
  // Without this listener node:http asks for the body before anyone looked at the signature.
  server.on('checkContinue', (incoming, response) => {
    // node:http comes here for any list that has it.
    if (incoming.headers.expect?.toLowerCase() !== '100-continue')
      return void server.emit('checkExpectation', incoming, response)
    holdContinue(incoming)
    listener(incoming, response)
  })
  const unused = new Set<Socket>()
  const plain = options.fastPath
    ? servePlainRequests(server, {
        receiver: options.receiver,
        headersTimeoutMs,
        keepAliveMs: KEEP_ALIVE_MS,
        onUsed: (socket) => void unused.delete(socket),
      })
    : null
  const stop = prepareStop(server, unused, plain)
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return { port, url: `http://${host}:${port}`, stop }
}

function createApp(options: HttpServerOptions, bodyTimeoutMs: number): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(receiverRouter(options.receiver, bodyTimeoutMs))
  app.get('/livez', (request, response) => {
    writeAnswer(request, response, answerHealth(200, { live: true }))
  })
  app.get('/readyz', (request, response) => {
    const { ready, reasons, alarms = [] } = options.readiness()
    const body = alarms.length > 0 ? { ready, reasons, alarms } : { ready, reasons }
    writeAnswer(request, response, answerHealth(ready ? 200 : 503, body))
  })
  app.use((request, response) => {
    writeAnswer(request, response, answerError(new StartnodeError('route_unknown')))
  })
  return app
}

function answerHealth(status: number, body: object) {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers, body: JSON.stringify(body) }
}

/**
 * For who starts much before the listener: whether something else listens there already.
 *
 * @param port 0, any free one, is always free
 * @throws PortInUseError
 */
export async function requireFreePort(place: {
  readonly port: number
  readonly host: string
}): Promise<void> {
  if (place.port === 0) return
  const probe = createServer()
  await listen(probe, place)
  await new Promise((resolve) => probe.close(resolve))
}

function listen(server: Server, { port, host }: Pick<HttpServerOptions, 'port' | 'host'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(host, port, error) : error)
    })
    server.listen(port, host, resolve)
  })
}

/**
 * Gives the stop of a server: requests in flight finish, connections without one are closed.
 *
 * @param unused gets the connections without a first request: node:http does not count them as idle, and they would hold
 * up a stop
 */
function prepareStop(
  server: Server,
  unused: Set<Socket>,
  plain: PlainConnections | null,
): () => Promise<void> {
  const use = (incoming: IncomingMessage) => unused.delete(incoming.socket)
  server.on('connection', (socket: Socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', use)
  server.on('checkContinue', use)
  server.on('checkExpectation', use)

  return () =>
    new Promise((resolve) => {
      const deadline = setTimeout(() => {
        plain?.closeAll()
        server.closeAllConnections()
      }, STOP_MS)
      const grace = setTimeout(() => {
        for (const socket of unused) socket.destroy()
      }, UNUSED_GRACE_MS)
      // A keep-alive connection becomes idle only after its request in flight is answered.
      const sweep = setInterval(() => {
        plain?.closeIdle()
        server.closeIdleConnections()
      }, 50)
      server.close(() => {
        clearTimeout(deadline)
        clearTimeout(grace)
        clearInterval(sweep)
        resolve()
      })
    })
}
