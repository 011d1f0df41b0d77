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
  if (origin !== undefined && hostOf(origin) !== request.host)
    throw new StartnodeError('origin_refused', explainForeign(origin, request))
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') throw new StartnodeError('origin_refused')
  if (strict && request.headers['x-startnode'] === undefined) throw new StartnodeError('origin_refused')
}

/** A proxy that puts its own name into Host is the usual reason, and can't be seen from the browser. */
function explainForeign(origin: string, { host, headers }: Request): string {
  const named = (hostOf(origin) ?? 'null').slice(0, MAX_NAMED)
  const forwarded = headers['x-forwarded-host']
  const beside =
    forwarded === undefined || String(forwarded) === host
      ? ''
      : `, X-Forwarded-Host says ${String(forwarded).slice(0, MAX_NAMED)}, which counts of a proxy in TRUST_PROXY only`
  return `This request does not come from the console: the browser says ${named}, Host says ${(host ?? 'nothing').slice(0, MAX_NAMED)}${beside}. A proxy between them must pass Host on, or send X-Forwarded-Host and stand in TRUST_PROXY`
}

/** Characters of a host that a message repeats. */
const MAX_NAMED = 255

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
