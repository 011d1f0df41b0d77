/**
 * The changes of the settings, as the Update `change` of the settings workflow takes them. Types only: workflow code
 * imports them too. Whatever is random or hashed (generations, path hashes) is drawn by the caller, never in a workflow.
 */
import type { SettingsSnapshot } from './snapshot.ts'

/** Switches a direct URL on with a newly drawn generation; one that is on stays as it is. */
export interface EnableUrl {
  readonly op: 'enableUrl'
  readonly process: string
  /** 128 random bits as 32 lower-case hex. */
  readonly generation: string
}

/** Switches a direct URL off, with every other URL accepted for the process. */
export interface DisableUrl {
  readonly op: 'disableUrl'
  readonly process: string
}

/** Gives a process a new direct URL; the old one is refused at once, or after the overlap. */
export interface RotateUrl {
  readonly op: 'rotateUrl'
  readonly process: string
  readonly generation: string
  /** Until when (ISO) the old URL stays accepted, and the hashes of the paths it has. Null: no longer at all. */
  readonly overlap: { readonly until: string; readonly pathHashes: readonly string[] } | null
}

/** One change of the settings. */
export type SettingsChange = EnableUrl | DisableUrl | RotateUrl

/** Ties a change to the one revision it was made for, so that it can't be used twice. */
export interface ChangeProof {
  readonly baseRevision: number
  /** 64 lower-case hex, see change-proof.ts. */
  readonly hmac: string
}

/** The argument of the Update. Without a valid proof a change may only tighten. */
export interface ChangeRequest {
  readonly change: SettingsChange
  /** Who changes it, for the audit; 1 to 200 characters. */
  readonly actor: string
  readonly proof: ChangeProof | null
}

/** What an HMAC of a change covers. */
export interface ProvedText {
  readonly settingsId: string
  readonly baseRevision: number
  readonly change: SettingsChange
  readonly actor: string
}

/** One line of the audit. */
export interface AuditEntry {
  /** ISO 8601 with milliseconds, UTC. */
  readonly at: string
  readonly actor: string
  readonly op: SettingsChange['op']
  readonly process: string
  /** Revision after it. */
  readonly revision: number
  /** False: sent without a valid proof, so the actor is only what the sender said. */
  readonly proved: boolean
  /** True: recorded, but changed nothing. */
  readonly refused: boolean
}

/** What the settings workflow carries from run to run. */
export interface SettingsState {
  readonly snapshot: SettingsSnapshot
  readonly audit: readonly AuditEntry[]
}
