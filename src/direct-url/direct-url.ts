/**
 * The shape of a direct URL, as MPO has it. Deliberately loose about the last two parts: what does not look like a
 * process or a signature must be refused exactly like an unknown one (403), not as another path (404).
 */
import type { BodyFormat } from '../process/task.ts'

export interface DirectUrl {
  readonly version: 1 | 2
  readonly format: BodyFormat
  readonly kind: 'process' | 'alias'
  /** Process id, or alias without its `@`; as sent, so anything but a slash. */
  readonly id: string
  readonly signature: string
}

/** An alias of MPO also names project, stage and company, or fewer: `@<alias>/<project>/<stage>/<company>`. */
const DIRECT_URL = /^\/api\/([12])\/(json|xml|nvp)\/public\/(@[^/]+(?:\/[^/]+){0,3}|[^/]+)\/([^/]+)$/

/**
 * Reads the path of a direct URL; null when the path is none.
 *
 * @param path as sent, still encoded (it is never decoded: one spelling, one URL), without the query
 * @example parseDirectUrl('/api/2/json/public/loan-approved/0f3c...')?.id // 'loan-approved'
 */
export function parseDirectUrl(path: string): DirectUrl | null {
  const match = DIRECT_URL.exec(path)
  if (match === null) return null
  const addressed = match[3] as string
  const isAlias = addressed.startsWith('@')
  return {
    version: match[1] === '1' ? 1 : 2,
    format: match[2] as BodyFormat,
    kind: isAlias ? 'alias' : 'process',
    id: isAlias ? addressed.slice(1) : addressed,
    signature: match[4] as string,
  }
}

/**
 * The path of a direct URL (JSON; for XML and NVP only that word is another).
 *
 * @param on process id or `@alias`
 * @param version 1 or 2, both are served; default 2
 * @example directUrlPath('loan-approved', signature) // '/api/2/json/public/loan-approved/0f3c...'
 */
export function directUrlPath(on: string, signature: string, version: 1 | 2 = 2): string {
  return `/api/${version}/json/public/${on}/${signature}`
}
