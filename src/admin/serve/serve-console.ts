/** The console on ADMIN_PORT at /console: files that anybody may read, since all they show comes from the admin API. */
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Response, Router } from 'express'
import { isStartnodeError } from '../../errors/startnode-error.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { findConsole } from './find-console.ts'
import { sendAsset } from './send-asset.ts'

const NONCE_MARK = '__CSP_NONCE__'

/**
 * Routes `/` (redirects) and `/console`. Every path below it that is no file is a page of the console, so that each
 * page can be linked and reloaded.
 *
 * @param find where the built console is; asked again after a failure
 * @example app.use(serveConsole({ log }))
 */
export function serveConsole({
  log,
  find = findConsole,
}: {
  readonly log: Logger
  readonly find?: () => Promise<string>
}): Router {
  let found: Promise<{ assets: string; names: ReadonlySet<string>; page: string }> | null = null
  const open = () => {
    found ??= find()
      .then(async (folder) => ({
        assets: join(folder, 'assets'),
        names: new Set(await readdir(join(folder, 'assets'))),
        page: await readFile(join(folder, 'index.html'), 'utf8'),
      }))
      .catch((error: unknown) => {
        found = null
        throw error
      })
    return found
  }

  const router = Router()
  router.get('/', (_, response) => response.redirect('/console/'))
  router.use('/console', (_, response, next) => {
    response.set({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    next()
  })
  router.get('/console/assets{/*path}', async (request, response) => {
    try {
      const { assets, names } = await open()
      sendAsset({ folder: assets, names }, request, response)
    } catch (error) {
      answerUnbuilt(log, error, response)
    }
  })
  router.get('/console{/*path}', async (_request, response) => {
    try {
      const { page } = await open()
      const nonce = randomBytes(18).toString('base64')
      response
        .set({ 'cache-control': 'no-store', 'content-security-policy': policyWith(nonce) })
        .type('html')
        .send(page.replaceAll(NONCE_MARK, nonce))
    } catch (error) {
      answerUnbuilt(log, error, response)
    }
  })
  return router
}

function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}

function answerUnbuilt(log: Logger, error: unknown, response: Response): void {
  const known = isStartnodeError(error)
  log.error(known ? { reason: error.message } : { err: error }, 'console not served')
  response
    .status(503)
    .set({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'" })
    .type('text')
    .send(known ? error.message.split('\n', 1)[0] : 'The console could not be read')
}
