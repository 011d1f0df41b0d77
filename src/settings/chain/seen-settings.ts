import { parseSettingsSnapshot } from '../settings-snapshot.ts'
import type { SettingsSnapshot } from '../snapshot.ts'
import { type Ancestry, ancestryOf, type SettingsHead, unsignedAncestry } from './head.ts'
import { parseHead } from './parse-head.ts'
import { parseStops, type Stops } from './stops.ts'

/** Fields of the memo of the settings workflow. */
export const MEMO = { settings: 'startnodeSettings', head: 'startnodeHead', stops: 'startnodeStops' } as const

/** Settings as somebody shows them: nothing of it is checked but its shape. */
export interface SeenSettings {
  /** Null: they are not signed. */
  readonly head: SettingsHead | null
  /** What is in them; null: these are no settings. */
  readonly snapshot: SettingsSnapshot | null
  readonly stops: Stops
}

/** Settings that were checked once, and are kept. */
export interface Kept extends SeenSettings {
  readonly snapshot: SettingsSnapshot
}

/** Reads the memo of the settings workflow. */
export function readMemo(memo: Readonly<Record<string, unknown>> | undefined): SeenSettings {
  const content = memo?.[MEMO.settings]
  return {
    head: parseHead(content, memo?.[MEMO.head]),
    snapshot: parseSettingsSnapshot(content),
    stops: parseStops(memo?.[MEMO.stops]),
  }
}

/** What somebody has seen of the settings: enough to tell what follows it. */
export interface Sighting {
  readonly place: Ancestry
  readonly stops: Stops
  /** It may be of another namespace: where it is of other settings it says nothing. */
  readonly maybeElsewhere?: true
}

export function sightingOf(kept: Kept): Sighting {
  return { place: placeOf(kept), stops: kept.stops }
}

export function placeOf({ head, snapshot }: Kept): Ancestry {
  return head === null ? unsignedAncestry(snapshot) : ancestryOf(head)
}
