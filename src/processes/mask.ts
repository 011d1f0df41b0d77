import { isAllowed, type Role } from '../users/role.ts'
import type { DirectUrls } from './direct-urls-of.ts'

/** Stands for a secret in every view; of one length, since even that would tell something. */
export const MASK = '********'

/** A direct URL without what opens it. */
export function maskUrls(urls: DirectUrls): DirectUrls {
  const mask = (url: string) => url.replace(/[^/]+$/, MASK)
  return { json: mask(urls.json), xml: mask(urls.xml), nvp: mask(urls.nvp) }
}

/** Callback URLs and direct URLs as they stand in a text, up to their signatures. */
const CALLBACK = /(\/api\/[12]\/(?:json|xml|nvp)\/callback\/[\w-]+\/)[0-9a-f]{32,64}/g
const DIRECT = /(\/api\/[12]\/(?:json|xml|nvp)\/public\/[\w@/-]{1,600}\/)[0-9a-f]{32,64}/g

/**
 * Data of a task without what opens a URL in it: a process may hand a callback URL on, and a called system may repeat it in
 * its answer. Operators release nodes by callback URLs, editors see direct URLs; nobody else sees either.
 *
 * @param data anything that JSON can carry
 */
export function maskSignatures<Data>(data: Data, role: Role): Data {
  const text = JSON.stringify(data)
  if (text === undefined || !text.includes('/api/')) return data
  let shown = text
  if (!isAllowed(role, 'operator')) shown = shown.replace(CALLBACK, `$1${MASK}`)
  if (!isAllowed(role, 'editor')) shown = shown.replace(DIRECT, `$1${MASK}`)
  return shown === text ? data : (JSON.parse(shown) as Data)
}

/** Of settings and decisions: a generation makes a URL together with a signing key, a proof is somebody's decision. */
const SWITCHES = new Set(['generation', 'hmac'])

/** Data without generations of URLs and proofs, which editors alone may see. */
export function maskSwitches<Data>(data: Data, role: Role): Data {
  if (isAllowed(role, 'editor')) return data
  return JSON.parse(
    JSON.stringify(data, (name, value) => (SWITCHES.has(name) && typeof value === 'string' ? MASK : value)) ??
      'null',
  ) as Data
}
