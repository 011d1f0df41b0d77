/** The rules of the settings, pure: what a change makes of a snapshot. */
import type { SettingsChange } from '../../start-node/change.ts'
import {
  type AcceptedUrl,
  type SettingsSnapshot,
  type StartNodeState,
  startNodeState,
} from '../../start-node/snapshot.ts'

/** Note of a URL that a rotation left behind for a while. */
const ROTATED = 'replaced by a rotation'

export type AppliedChange =
  | { readonly kind: 'changed' | 'unchanged'; readonly snapshot: SettingsSnapshot }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * Applies one well-formed change.
 *
 * - enable draws a URL only where it is off: doing it twice never kills the URL that was pasted somewhere
 * - disable ends every URL of the process, the otherwise accepted ones included
 * - rotate without overlap also ends what earlier rotations left behind: it is what one does after a leak
 *
 * @param now ISO time; accepted URLs that ended before it are dropped
 * @returns the next snapshot with its revision grown by one, or why not
 */
export function applyChange(snapshot: SettingsSnapshot, change: SettingsChange, now: string): AppliedChange {
  const before = startNodeState(snapshot, change.process)
  const next = nextState(before, change, now)
  if (typeof next === 'string') return { kind: 'refused', message: next }
  if (next === before) return { kind: 'unchanged', snapshot }
  return {
    kind: 'changed',
    snapshot: {
      settingsId: snapshot.settingsId,
      revision: snapshot.revision + 1,
      startNodes: { ...snapshot.startNodes, [change.process]: next },
    },
  }
}

/** True for a change that can only close a door, so it needs no proof. */
export function onlyTightens(change: SettingsChange): boolean {
  return change.op === 'disableUrl'
}

function nextState(before: StartNodeState, change: SettingsChange, now: string): StartNodeState | string {
  switch (change.op) {
    case 'enableUrl':
      if (before.generation !== null) return before
      return { generation: change.generation, accepted: current(before.accepted, now) }
    case 'disableUrl':
      return before.generation === null && before.accepted.length === 0
        ? before
        : { generation: null, accepted: [] }
    case 'rotateUrl': {
      if (before.generation === null) return `The direct URL of ${change.process} is off: enable it first`
      if (before.generation === change.generation) return 'A rotation must draw a new generation'
      const kept = current(before.accepted, now)
      if (change.overlap === null) {
        return { generation: change.generation, accepted: kept.filter(({ note }) => note !== ROTATED) }
      }
      const { until, pathHashes } = change.overlap
      const left = pathHashes.map((pathHash) => ({ pathHash, until, note: ROTATED }))
      return { generation: change.generation, accepted: [...kept, ...left] }
    }
  }
}

function current(accepted: readonly AcceptedUrl[], now: string): AcceptedUrl[] {
  return accepted.filter(({ until }) => until === null || Date.parse(until) > Date.parse(now))
}
