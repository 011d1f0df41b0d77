import type { Request } from 'express'
import { StartnodeError } from '../../errors/startnode-error.ts'

/**
 * Refuses a change that another site may have made the browser of a logged-in user send.
 *
 * SameSite=Strict on the cookie is the first wall; this one also stands between ports and sub-domains of one site. A
 * header of our own can't be sent across origins without a preflight, which is never granted.
 *
 * @param strict true: the header is needed (calls that carry a session); false: only a foreign origin is refused (log-in)
 * @throws StartnodeError `origin_refused`
 */
export function checkOrigin(request: Request, strict: boolean): void {
  const { origin } = request.headers
  const foreign = origin !== undefined && hostOf(origin) !== request.host
  const site = request.headers['sec-fetch-site']
  if (foreign || site === 'cross-site' || site === 'same-site') throw new StartnodeError('origin_refused')
  if (strict && request.headers['x-startnode'] === undefined) throw new StartnodeError('origin_refused')
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
