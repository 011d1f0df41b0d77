import { signDirectUrl } from '../keys/signature.ts'
import { aliasState, type SettingsSnapshot, startNodeState } from '../settings/snapshot.ts'

/** The direct URL of a process or alias in each format. */
export interface DirectUrls {
  readonly json: string
  readonly xml: string
  readonly nvp: string
}

/**
 * The direct URLs of a process or `@alias` at this revision of the settings, signed with the first key.
 *
 * @param publicUrl base, without a trailing slash
 * @returns null while the URL is off
 * @example directUrlsOf('https://hooks.example.com', keys, snapshot, '@loans')?.json
 */
export function directUrlsOf(
  publicUrl: string,
  keys: readonly Buffer[],
  snapshot: SettingsSnapshot,
  on: string,
): DirectUrls | null {
  const isAlias = on.startsWith('@')
  const id = isAlias ? on.slice(1) : on
  const generation = isAlias
    ? (aliasState(snapshot, id)?.generation ?? null)
    : startNodeState(snapshot, id).generation
  const [key] = keys
  if (generation === null || key === undefined) return null
  const signature = signDirectUrl(key, isAlias ? 'alias' : 'process', id, generation)
  const url = (format: string) => `${publicUrl}/api/2/${format}/public/${on}/${signature}`
  return { json: url('json'), xml: url('xml'), nvp: url('nvp') }
}
