import { StartnodeError } from '../../errors/startnode-error.ts'
import { aliasState } from '../../settings/snapshot.ts'
import type { ClientContext } from '../client-context.ts'
import { findStartNode } from './find-start-node.ts'

/**
 * Makes sure that a process of this project or an `@alias` of the settings is meant.
 * @throws StartnodeError `process_unknown`, `alias_unknown`, listing the ones there are
 */
export async function findAddressed(
  { settings }: Pick<ClientContext, 'settings'>,
  on: string,
): Promise<void> {
  if (!on.startsWith('@')) {
    await findStartNode(on)
    return
  }
  const snapshot = await settings.read()
  if (snapshot === null) throw new StartnodeError('settings_missing')
  if (aliasState(snapshot, on.slice(1)) !== null) return
  const known = Object.keys(snapshot.aliases).join(', ') || 'none yet'
  throw new StartnodeError('alias_unknown', `There is no alias '${on.slice(1)}'. Aliases: ${known}`)
}
