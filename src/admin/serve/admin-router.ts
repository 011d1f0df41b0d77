/** The admin API as an Express router: who calls, may they, is it their own doing, then the endpoint. */
import express, { type Request, type Response, Router } from 'express'
import { isStartnodeError, StartnodeError } from '../../errors/startnode-error.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { isAllowed } from '../../users/role.ts'
import { answerAdminError } from './answer-error.ts'
import { checkOrigin } from './check-origin.ts'
import type { Endpoint } from './endpoint.ts'
import {
  type Caller,
  type CallerSources,
  identifyCaller,
  readSessionCookie,
  sourceOf,
} from './identify-caller.ts'

/** An edited body of the quarantine as a JSON string, escaped at worst. */
const MAX_BODY = '4mb'
/** Of somebody who is not logged in: reading it takes the time of the receiver. */
const MAX_STRANGERS_BODY = '16kb'

const EVENT_STREAM = 'text/event-stream'

/** What a change was about, as its endpoint says. */
type LoggedSubject = Readonly<Record<string, unknown>> | undefined

export interface AdminRouterOptions extends CallerSources {
  readonly endpoints: readonly Endpoint[]
  readonly log: Logger
  /** Base of the Web UI, whose pages may call the codec endpoints; null: none may. */
  readonly codecOrigin: string | null
}

export function adminRouter(options: AdminRouterOptions): Router {
  const router = Router()
  router.use((_, response, next) => {
    response.set({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    })
    next()
  })
  router.use('/codec', (request, response, next) => allowCodecOrigin(options, request, response, next))
  for (const endpoint of options.endpoints) {
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1')
    const readBody = endpoint.method === 'get' ? [] : [createReader(endpoint)]
    router[endpoint.method](path, async function serveEndpoint(request, response) {
      let caller: Caller | null = null
      let subject: LoggedSubject
      try {
        caller = await admit(options, endpoint, request)
        requireRole(caller, endpoint)
        if (endpoint.answer === EVENT_STREAM) endWithSession(options, caller, request, response)
        for (const read of readBody) await readWith(read, request, response, endpoint)
        const audit = (about: LoggedSubject) => {
          subject = about
        }
        const result = await endpoint.handle({ request, response, caller, audit })
        if (endpoint.method !== 'get') logChange(options.log, endpoint, request, caller, subject)
        if (response.headersSent) return
        if (endpoint.answer === null) response.status(204).end()
        else response.json(result)
      } catch (error) {
        answerFailure(options.log, endpoint, request, response, error, { caller, subject })
      }
    })
  }
  router.use((_, response) => {
    const { status, body } = answerAdminError(new StartnodeError('route_unknown'))
    response.status(status).json(body)
  })
  return router
}

/** @throws StartnodeError `session_missing`, `origin_refused`, and those of `identifyCaller` */
async function admit(
  options: AdminRouterOptions,
  endpoint: Endpoint,
  request: Request,
): Promise<Caller | null> {
  if (endpoint.role === null) {
    if (endpoint.method !== 'get') checkOrigin(request, false)
    return null
  }
  const caller = await identifyCaller(options, request)
  if (caller === null) throw new StartnodeError('session_missing')
  if (endpoint.method !== 'get' && caller.by === 'cookie' && !isFromCodecOrigin(options, request)) {
    checkOrigin(request, true)
  }
  return caller
}

/** @throws StartnodeError `role_missing` */
function requireRole(caller: Caller | null, { role }: Endpoint): void {
  if (role !== null && (caller === null || !isAllowed(caller.role, role)))
    throw new StartnodeError('role_missing')
}

/** Nobody reads on who has logged out, or was logged out. */
function endWithSession(
  { sessions }: AdminRouterOptions,
  caller: Caller | null,
  request: Request,
  response: Response,
): void {
  const token = caller?.by === 'cookie' ? readSessionCookie(request) : null
  if (token !== null)
    response.on(
      'close',
      sessions.onClose(token, () => response.end()),
    )
}

/** Decoding and encoding change nothing, so the Web UI may ask for them with the cookie of its reader. */
function isFromCodecOrigin({ codecOrigin }: AdminRouterOptions, { path, headers }: Request): boolean {
  return path.startsWith('/codec/') && codecOrigin !== null && headers.origin === new URL(codecOrigin).origin
}

function allowCodecOrigin(
  options: AdminRouterOptions,
  request: Request,
  response: Response,
  next: () => void,
): void {
  const origin = options.codecOrigin === null ? null : new URL(options.codecOrigin).origin
  response.vary('Origin')
  if (origin !== null && request.headers.origin === origin) {
    response.set({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-namespace, authorization',
      'access-control-max-age': '600',
    })
  }
  if (request.method === 'OPTIONS') response.status(204).end()
  else next()
}

function createReader({ role, upload }: Endpoint): express.RequestHandler {
  const type = () => true
  if (upload !== null) return express.raw({ limit: upload, type })
  return express.json({ limit: role === null ? MAX_STRANGERS_BODY : MAX_BODY, type })
}

function readWith(
  read: express.RequestHandler,
  request: Request,
  response: Response,
  { upload }: Endpoint,
): Promise<void> {
  return new Promise((resolve, reject) => {
    read(request, response, (error?: unknown) => {
      if (error === undefined) resolve()
      else {
        const tooLarge = (error as { type?: string }).type === 'entity.too.large'
        reject(
          tooLarge
            ? new StartnodeError('body_too_large')
            : new StartnodeError(
                'request_invalid',
                upload === null ? 'The body is not valid JSON' : 'The body could not be read to its end',
              ),
        )
      }
    })
  })
}

function answerFailure(
  log: Logger,
  endpoint: Endpoint,
  request: Request,
  response: Response,
  error: unknown,
  { caller, subject }: { readonly caller: Caller | null; readonly subject: LoggedSubject },
): void {
  const { status, headers, body } = answerAdminError(error)
  const code = isStartnodeError(error) ? error.code : 'internal'
  if (code === 'internal') log.error({ err: error, path: endpoint.path }, 'admin request failed')
  else if (code === 'login_failed' || code === 'login_limited')
    log.warn({ code, source: sourceOf(request) }, 'admin log-in refused')
  else if (endpoint.method !== 'get')
    log.warn(
      {
        code,
        ...(code === 'origin_refused' ? { reason: (error as Error).message } : {}),
        ...changeOf(endpoint, request, caller, subject),
      },
      'admin request refused',
    )
  if (!response.headersSent) response.status(status).set(headers).json(body)
  else response.end()
}

function logChange(
  log: Logger,
  endpoint: Endpoint,
  request: Request,
  caller: Caller | null,
  subject: LoggedSubject,
): void {
  log.info(
    { ...changeOf(endpoint, request, caller, subject), status: 200, source: sourceOf(request) },
    'admin request done',
  )
}

function changeOf(
  { method, path }: Endpoint,
  { params }: Request,
  caller: Caller | null,
  subject: LoggedSubject,
): object {
  const change = { method, path, params, actor: caller?.actor ?? null }
  return subject === undefined ? change : { ...change, subject }
}
