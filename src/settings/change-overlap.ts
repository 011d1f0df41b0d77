import { hashPath } from '../keys/hash-path.ts'
import { signDirectUrl } from '../keys/signature.ts'

/**
 * The hashes of every path the direct URL of a generation has, for the `accepted` list of a rotation with overlap:
 * both API versions, all formats, and one signature per key, since all keys verify.
 *
 * @param on process id or `@alias`
 * @returns lower-case hex SHA-256 of each whole path
 */
export function hashDirectUrlPaths(keys: readonly Buffer[], on: string, generation: string): string[] {
  const isAlias = on.startsWith('@')
  return keys.flatMap((key) => {
    const signature = signDirectUrl(
      key,
      isAlias ? 'alias' : 'process',
      isAlias ? on.slice(1) : on,
      generation,
    )
    return ['1', '2'].flatMap((version) =>
      ['json', 'xml', 'nvp'].map((format) => hashPath(`/api/${version}/${format}/public/${on}/${signature}`)),
    )
  })
}
