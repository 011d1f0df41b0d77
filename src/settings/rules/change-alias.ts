import type { CreateAlias, DeleteAlias, LinkAlias, RenameAlias, UnlinkAlias } from '../change.ts'
import { aliasState, type SettingsSnapshot } from '../snapshot.ts'

type AliasChange = CreateAlias | RenameAlias | LinkAlias | UnlinkAlias | DeleteAlias

/**
 * Changes aliases. Names are unique. Linking never touches the direct URL, so that an alias is re-pointed without
 * anyone pasting a new one; a new alias has its direct URL off.
 */
export function changeAlias(snapshot: SettingsSnapshot, change: AliasChange): SettingsSnapshot | string {
  const { alias } = change
  const before = aliasState(snapshot, alias)
  if (change.op === 'createAlias') {
    if (before !== null) return taken(alias)
    const { title, process } = change
    return withAlias(snapshot, alias, { title, process, generation: null, accepted: [] })
  }
  if (before === null) return `There is no alias @${alias}`
  switch (change.op) {
    case 'renameAlias':
      if (change.to === alias) return snapshot
      if (aliasState(snapshot, change.to) !== null) return taken(change.to)
      return withAlias(withoutAlias(snapshot, alias), change.to, before)
    case 'linkAlias':
      return before.process === change.process
        ? snapshot
        : withAlias(snapshot, alias, { ...before, process: change.process })
    case 'unlinkAlias':
      return before.process === null ? snapshot : withAlias(snapshot, alias, { ...before, process: null })
    case 'deleteAlias':
      return withoutAlias(snapshot, alias)
  }
}

function taken(alias: string): string {
  return `There is an alias @${alias} already`
}

function withAlias(
  snapshot: SettingsSnapshot,
  alias: string,
  state: SettingsSnapshot['aliases'][string],
): SettingsSnapshot {
  return { ...snapshot, aliases: { ...snapshot.aliases, [alias]: state } }
}

function withoutAlias(snapshot: SettingsSnapshot, alias: string): SettingsSnapshot {
  const { [alias]: _, ...aliases } = snapshot.aliases
  return { ...snapshot, aliases }
}
