import type { AdoptUrl, DisableUrl, DropAcceptedUrl, EnableUrl, RotateUrl } from '../change.ts'
import { type AcceptedUrl, aliasState, type SettingsSnapshot, startNodeState } from '../snapshot.ts'

/** Note of a URL that a rotation left behind for a while. */
const ROTATED = 'replaced by a rotation'

type UrlChange = EnableUrl | DisableUrl | RotateUrl | AdoptUrl | DropAcceptedUrl

/** Everything that opens a process or alias. */
interface Doors {
  readonly generation: string | null
  readonly accepted: readonly AcceptedUrl[]
}

/**
 * Changes what opens a process or alias.
 *
 * - enable draws a URL only where it is off: doing it twice never kills the URL that was pasted somewhere
 * - disable ends every URL, the otherwise accepted ones included
 * - rotate without overlap also ends what earlier rotations left behind: it is what one does after a leak
 * - adopt needs the direct URL to be on, and takes a path that opens nothing else
 */
export function changeUrl(
  snapshot: SettingsSnapshot,
  change: UrlChange,
  now: string,
): SettingsSnapshot | string {
  const { on } = change
  if (!on.startsWith('@')) {
    const before = startNodeState(snapshot, on)
    const doors = nextDoors(snapshot, before, change, now)
    if (typeof doors === 'string') return doors
    if (doors === before) return snapshot
    return { ...snapshot, startNodes: { ...snapshot.startNodes, [on]: { ...before, ...doors } } }
  }
  const alias = on.slice(1)
  const before = aliasState(snapshot, alias)
  if (before === null) return `There is no alias ${on}`
  const doors = nextDoors(snapshot, before, change, now)
  if (typeof doors === 'string') return doors
  if (doors === before) return snapshot
  return { ...snapshot, aliases: { ...snapshot.aliases, [alias]: { ...before, ...doors } } }
}

function nextDoors(
  snapshot: SettingsSnapshot,
  before: Doors,
  change: UrlChange,
  now: string,
): Doors | string {
  const { generation } = before
  switch (change.op) {
    case 'enableUrl':
      if (generation !== null) return before
      return { generation: change.generation, accepted: current(before.accepted, now) }
    case 'disableUrl':
      if (generation === null && before.accepted.length === 0) return before
      return { generation: null, accepted: [] }
    case 'rotateUrl': {
      if (generation === null) return off(change.on)
      if (generation === change.generation) return 'A rotation must draw a new generation'
      const kept = current(before.accepted, now)
      if (change.overlap === null) {
        return { generation: change.generation, accepted: kept.filter(({ note }) => note !== ROTATED) }
      }
      const { until, pathHashes } = change.overlap
      const left = pathHashes.map((pathHash) => ({ pathHash, until, note: ROTATED }))
      return { generation: change.generation, accepted: [...kept, ...left] }
    }
    case 'adoptUrl':
      return adopt(snapshot, before, change, now)
    case 'dropAcceptedUrl':
      if (!before.accepted.some(({ pathHash }) => pathHash === change.pathHash)) return before
      return { generation, accepted: before.accepted.filter(({ pathHash }) => pathHash !== change.pathHash) }
  }
}

function adopt(snapshot: SettingsSnapshot, before: Doors, change: AdoptUrl, now: string): Doors | string {
  const { on, accepted } = change
  if (before.generation === null) return off(on)
  const owner = findOwner(snapshot, accepted.pathHash)
  if (owner !== null && owner !== on) return `This URL is accepted for ${owner} already`
  const others = current(before.accepted, now).filter(({ pathHash }) => pathHash !== accepted.pathHash)
  return { generation: before.generation, accepted: [...others, accepted] }
}

function findOwner(snapshot: SettingsSnapshot, pathHash: string): string | null {
  const has = ({ accepted }: Doors) => accepted.some((url) => url.pathHash === pathHash)
  const process = Object.entries(snapshot.startNodes).find(([, state]) => has(state))
  if (process) return process[0]
  const alias = Object.entries(snapshot.aliases).find(([, state]) => has(state))
  return alias ? `@${alias[0]}` : null
}

function off(on: string): string {
  return `The direct URL of ${on} is off: enable it first`
}

function current(accepted: readonly AcceptedUrl[], now: string): AcceptedUrl[] {
  return accepted.filter(({ until }) => until === null || Date.parse(until) > Date.parse(now))
}
