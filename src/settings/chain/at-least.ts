import type { Ancestry } from './head.ts'
import { ancestorAt } from './head.ts'

/** A head that whoever goes by the settings must have reached: `SETTINGS_AT_LEAST`. */
export interface AtLeast {
  readonly settingsId: string
  readonly revision: number
  readonly hash: string
}

const FORM = /^([\w-]{1,100}):(\d{1,15}):([0-9a-f]{32})$/

/** Reads `<settings id>:<revision>:<hash>`; null when it is none. */
export function parseAtLeast(text: string): AtLeast | null {
  const match = FORM.exec(text)
  if (match === null) return null
  const [, settingsId = '', revision, hash = ''] = match
  return { settingsId, revision: Number(revision), hash }
}

/** @returns null for settings that are not signed: nothing names them */
export function formatAtLeast({ settingsId, revision, hash }: Ancestry): string | null {
  return hash === null ? null : `${settingsId}:${revision}:${hash}`
}

/** True for the head itself and those that follow it; beyond what a head remembers the higher revision must do. */
export function reaches(head: Ancestry, { settingsId, revision, hash }: AtLeast): boolean {
  if (head.settingsId !== settingsId || head.hash === null) return false
  if (head.revision <= revision) return head.revision === revision && head.hash === hash
  return ancestorAt(head, revision) === hash || head.givenUp.includes(hash) || isForgotten(head, revision)
}

function isForgotten({ revision, past }: Ancestry, at: number): boolean {
  return past.length === 32_000 && revision - at > 1_000
}
