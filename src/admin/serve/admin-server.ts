/** The second listener: admin API, its reference and the console, on ADMIN_PORT. Never mounted on the port of the direct URLs. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { PortInUseError } from '../../errors/start-errors.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { plainAddress } from '../../receiver/http/address-list.ts'
import { KEEP_ALIVE_MS } from '../../receiver/http/http-server.ts'
import type { TrustProxy } from '../../receiver/http/trust-proxy.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { ADMIN_BASE } from '../../users/admin-token.ts'
import { createLoginLimiter } from '../../users/login-limiter.ts'
import type { AdminUser } from '../../users/parse-users.ts'
import { createSessions } from '../../users/sessions.ts'
import { createUsers } from '../../users/users.ts'
import { sessionEndpoints } from '../endpoints/session-endpoints.ts'
import { userEndpoints } from '../endpoints/user-endpoints.ts'
import { adminRouter } from './admin-router.ts'
import { answerAdminError } from './answer-error.ts'
import { createHostCheck } from './check-host.ts'
import { describeReference } from './describe-reference.ts'
import type { Endpoint } from './endpoint.ts'
import { parseQuery } from './parse-query.ts'
import { serveConsole } from './serve-console.ts'

export interface AdminServerOptions {
  readonly users: readonly AdminUser[]
  /** For the tokens of the `startnode` command. */
  readonly signingKeys: readonly Buffer[]
  readonly endpoints: readonly Endpoint[]
  readonly port: number
  readonly host: string
  /** Names under which people reach it, beside addresses and names without a dot. */
  readonly hosts: readonly string[]
  /** Whose X-Forwarded-* are believed; null: nobody's. */
  readonly trustProxy: TrustProxy
  readonly codecOrigin: string | null
  readonly version: string
  readonly log: Logger
}

export interface RunningAdminServer {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

/** @throws PortInUseError */
export async function startAdminServer(options: AdminServerOptions): Promise<RunningAdminServer> {
  const server = createServer(
    { maxHeaderSize: 16 * 1024, keepAliveTimeout: KEEP_ALIVE_MS },
    createApp(options),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(options.host, options.port, error) : error),
    )
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    port,
    url: `http://${host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Streams of requests never end by themselves.
        server.closeAllConnections()
      }),
  }
}

function createApp(options: AdminServerOptions): Express {
  const { log, signingKeys, codecOrigin } = options
  const users = createUsers(options.users, createLoginLimiter())
  const sessions = createSessions()
  const served = [
    ...sessionEndpoints({ users, sessions, signingKeys }),
    ...userEndpoints({ users: options.users, sessions }),
    ...options.endpoints,
  ]
  const endpoints = [...served, ...describeReference(served, options.version)]
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', parseQuery)
  const { trustProxy } = options
  if (typeof trustProxy === 'number') app.set('trust proxy', trustProxy)
  else if (trustProxy !== null)
    app.set('trust proxy', (address: string) => trustProxy.has(plainAddress(address)))
  const checkHost = createHostCheck([options.host, ...options.hosts])
  app.use((request, _response, next) => {
    checkHost(request)
    next()
  })
  app.use(ADMIN_BASE, adminRouter({ endpoints, users, sessions, signingKeys, codecOrigin, log }))
  app.use(serveConsole({ log }))
  app.use((_, response) => {
    response.status(404).json({
      error: {
        code: 'route_unknown',
        message: `The admin API is at ${ADMIN_BASE}, the console at /console`,
      },
    })
  })
  // Express would answer a path that can't be decoded with a page of its own, and say in it where it is installed.
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const known =
      error instanceof URIError ? new StartnodeError('request_invalid', 'The path can not be decoded') : error
    if (known === error) log.error({ err: error }, 'admin request failed')
    const { status, body } = answerAdminError(known)
    response.status(status).json(body)
  })
  return app
}
