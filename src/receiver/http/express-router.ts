import { Router as createRouter, type Router } from 'express'
import { parseCallbackUrl } from '../../direct-url/callback-url.ts'
import { parseDirectUrl } from '../../direct-url/direct-url.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { answerError } from '../answer.ts'
import type { Receiver } from '../receiver.ts'
import { DEFAULT_BODY_TIMEOUT_MS } from './read-body.ts'
import { requestPath } from './request-path.ts'
import { serveRequest } from './serve-request.ts'
import { writeAnswer } from './write-answer.ts'

/**
 * The receiver as an Express 5 router: serves direct URLs, leaves every other path to the app. Mount it before any
 * body parser: a delivery is kept as the bytes that were sent. After one it answers 500 and says so.
 *
 * @param bodyTimeoutMs for the whole body; default 10 s
 * @example
 * ```ts
 * app.use(receiverRouter(receiver))
 * app.use(express.json())
 * ```
 */
export function receiverRouter(receiver: Receiver, bodyTimeoutMs = DEFAULT_BODY_TIMEOUT_MS): Router {
  const router = createRouter()
  router.use(function serveDirectUrl(request, response, next) {
    // Relative to where the router is mounted.
    const path = requestPath(request.url)
    if (parseDirectUrl(path) === null && parseCallbackUrl(path) === null) {
      next()
      return
    }
    response.removeHeader('x-powered-by')
    if (request.body !== undefined || request.readableDidRead) {
      writeAnswer(request, response, answerError(new StartnodeError('body_consumed')))
      return
    }
    serveRequest(receiver, request, response, path, bodyTimeoutMs)
  })
  return router
}
