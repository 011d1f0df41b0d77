/**
 * Callback URLs that a task hands out: `/api/1/json/callback/<node>/<signature>`, MPO's shape. The part `<node>` says
 * which task, which node and which hand-out of the URL, so a receiver needs no store; whoever has the URL can read that,
 * and can change none of it. Its HMAC label differs from those of other URLs, so none can pass for another.
 */

import { type SignedToken, signToken, verifyToken } from '../keys/signed-token.ts'
import type { BodyFormat } from '../process/task.ts'

/** What a callback URL releases. */
export interface CallbackTarget {
  readonly workflowId: string
  /** First run of the task: a later task of the same ref is another one. */
  readonly firstRunId: string
  readonly taskId: string
  /** Title of the node that waits. */
  readonly node: string
  /** One per URL handed out: each releases its node once. */
  readonly urlId: string
  /** Unix milliseconds after which it is refused; null: no end. */
  readonly until: number | null
}

export interface CallbackUrl extends SignedToken {
  readonly format: BodyFormat
}

const CALLBACK_URL = /^\/api\/[12]\/(json|xml|nvp)\/callback\/([^/]+)\/([^/]+)$/
const LABEL = 'callback'

/**
 * The path of the callback URL.
 *
 * @param key a signing key
 * @example callbackPath(key, target) // '/api/1/json/callback/WyJsb2Fu.../0f3c...'
 */
export function callbackPath(key: Buffer, target: CallbackTarget): string {
  const { workflowId, firstRunId, taskId, node, urlId, until } = target
  const fields = JSON.stringify([workflowId, firstRunId, taskId, node, urlId, until])
  const token = Buffer.from(fields).toString('base64url')
  return `/api/1/json/callback/${token}/${signToken(key, LABEL, token)}`
}

/** Reads the path of a callback URL of either kind; null when the path is none. Says nothing about its signature. */
export function parseCallbackUrl(path: string): CallbackUrl | null {
  const match = CALLBACK_URL.exec(path)
  if (match === null) return null
  const [, format, token, signature] = match
  return { format: format as BodyFormat, token: token as string, signature: signature as string }
}

/** What the URL releases; null when no key signed it. */
export function openCallbackUrl(keys: readonly Buffer[], url: CallbackUrl): CallbackTarget | null {
  if (!verifyToken(keys, LABEL, url)) return null
  // Signed, so it is what callbackPath wrote.
  const fields = JSON.parse(Buffer.from(url.token, 'base64url').toString()) as [
    string,
    string,
    string,
    string,
    string,
    number | null,
  ]
  const [workflowId, firstRunId, taskId, node, urlId, until] = fields
  return { workflowId, firstRunId, taskId, node, urlId, until }
}
