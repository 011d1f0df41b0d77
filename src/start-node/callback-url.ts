/**
 * Callback URLs of code processes: `/api/1/json/callback/<node>/<signature>`, MPO's shape. The part `<node>` says which
 * task, which node and which hand-out of the URL, so a receiver needs no store; whoever has the URL can read that, and
 * can change none of it. Its HMAC label differs from that of direct URLs, so neither can pass for the other.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
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

export interface CallbackUrl {
  readonly format: BodyFormat
  readonly token: string
  readonly signature: string
}

const CALLBACK_URL = /^\/api\/[12]\/(json|xml|nvp)\/callback\/([^/]+)\/([^/]+)$/
const SIGNATURE = /^[0-9a-f]{40}$/
/** 160 bits, as in direct URLs. */
const DIGEST_BYTES = 20
/** Longer than any we make: the work per request stays small. */
const MAX_TOKEN = 4_096

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
  return `/api/1/json/callback/${token}/${digestOf(key, token).toString('hex')}`
}

/** Reads the path of a callback URL; null when the path is none. Says nothing about its signature. */
export function parseCallbackUrl(path: string): CallbackUrl | null {
  const match = CALLBACK_URL.exec(path)
  if (match === null) return null
  const [, format, token, signature] = match
  return { format: format as BodyFormat, token: token as string, signature: signature as string }
}

/**
 * What the URL releases; null when no key signed it. All keys are tried, digests are compared in constant time.
 */
export function openCallbackUrl(
  keys: readonly Buffer[],
  { token, signature }: CallbackUrl,
): CallbackTarget | null {
  const wellFormed = SIGNATURE.test(signature) && token.length <= MAX_TOKEN
  const given = wellFormed ? Buffer.from(signature, 'hex') : Buffer.alloc(DIGEST_BYTES)
  let matches = 0
  for (const key of keys) matches |= Number(timingSafeEqual(digestOf(key, token.slice(0, MAX_TOKEN)), given))
  if (!wellFormed || matches === 0) return null
  // Signed, so it is what callbackPath wrote.
  const fields = JSON.parse(Buffer.from(token, 'base64url').toString()) as [
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

function digestOf(key: Buffer, token: string): Buffer {
  return createHmac('sha256', key).update(`startnode:callback:v1:${token}`).digest().subarray(0, DIGEST_BYTES)
}
