import { StartnodeError } from '../errors/startnode-error.ts'
import { hashPath } from '../keys/hash-path.ts'
import type { AcceptedUrl } from '../settings/snapshot.ts'

/** Both API versions and all formats of MPO, the long form of aliases included. */
const SHAPE = /^\/api\/[12]\/(?:json|xml|nvp)\/public\/(@?[^/]+(?:\/[^/]+){0,3})\/[^/]+$/
const MAX_LENGTH = 2_000

/**
 * An old direct URL as the settings keep it: the hash of its path, never the path. Its path is taken as it stands, still
 * encoded, because that is what a request brings.
 *
 * @param url the whole URL as it stands in Mambu, or its path
 * @param until ISO time after which it is refused; null: no end
 * @param note default: host and what it addressed
 * @throws StartnodeError `usage` when it is no direct URL
 * @example adoptedUrl('https://mpo.example.com/api/2/json/public/12345/0f3c...', null).note // 'mpo.example.com 12345'
 */
export function adoptedUrl(url: string, until: string | null, note?: string): AcceptedUrl {
  const match = /^(?:https?:\/\/([^/?#]+))?(\/[^?#]*)$/.exec(url.trim())
  const path = match?.[2] ?? ''
  const shape = SHAPE.exec(path)
  if (shape === null || path.length > MAX_LENGTH) {
    throw new StartnodeError(
      'usage',
      'This is no direct URL: expected .../api/{1|2}/{json|xml|nvp}/public/<...>/<signature>',
    )
  }
  const described = [match?.[1] ?? '', shape[1] as string].filter((part) => part !== '').join(' ')
  return {
    pathHash: hashPath(path),
    until,
    note: (note ?? described).slice(0, 200),
  }
}
