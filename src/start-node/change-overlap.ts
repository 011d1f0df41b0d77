import { createHash } from 'node:crypto'
import { signDirectUrl } from './signature.ts'

/**
 * The hashes of every path the direct URL of a generation has, for the `accepted` list of a rotation with overlap:
 * both API versions, all formats, and one signature per key, since all keys verify.
 *
 * @returns lower-case hex SHA-256 of each whole path
 */
export function hashDirectUrlPaths(keys: readonly Buffer[], process: string, generation: string): string[] {
  return keys.flatMap((key) => {
    const signature = signDirectUrl(key, 'process', process, generation)
    return ['1', '2'].flatMap((version) =>
      ['json', 'xml', 'nvp'].map((format) =>
        createHash('sha256').update(`/api/${version}/${format}/public/${process}/${signature}`).digest('hex'),
      ),
    )
  })
}
