/**
 * The changes of the settings, as the Update `change` of the settings workflow takes them. Types only: workflow code
 * imports them too. Whatever is random, hashed or encrypted (generations, path hashes, secrets) is made by the caller,
 * never in a workflow.
 *
 * `on` names what has a direct URL: a process id, or `@` and an alias.
 */
import type { SealedText } from '../process/sealed-text.ts'
import type { AcceptedUrl, Auth, Intake, VariableState } from './snapshot.ts'

/** Switches a direct URL on with a newly drawn generation; one that is on stays as it is. */
export interface EnableUrl {
  readonly op: 'enableUrl'
  readonly on: string
  /** 128 random bits as 32 lower-case hex. */
  readonly generation: string
}

/** Switches a direct URL off, with every other URL accepted for it. */
export interface DisableUrl {
  readonly op: 'disableUrl'
  readonly on: string
}

/** Gives a process or alias a new direct URL; the old one is refused at once, or after the overlap. */
export interface RotateUrl {
  readonly op: 'rotateUrl'
  readonly on: string
  readonly generation: string
  /** Until when (ISO) the old URL stays accepted, and the hashes of the paths it has. Null: no longer at all. */
  readonly overlap: { readonly until: string; readonly pathHashes: readonly string[] } | null
}

/** Accepts another URL, an old one of MPO say. The direct URL must be on, since switching it off ends them all. */
export interface AdoptUrl {
  readonly op: 'adoptUrl'
  readonly on: string
  readonly accepted: AcceptedUrl
}

/** Accepts another URL no longer. */
export interface DropAcceptedUrl {
  readonly op: 'dropAcceptedUrl'
  readonly on: string
  readonly pathHash: string
}

/** Sets what requests must prove; `none` forgets the credentials there were. */
export interface SetAuth {
  readonly op: 'setAuth'
  readonly process: string
  readonly auth: Auth
}

/** Sets what is named and leaves the rest. */
export interface SetIntake {
  readonly op: 'setIntake'
  readonly process: string
  readonly intake: Partial<Intake>
}

export interface CreateAlias {
  readonly op: 'createAlias'
  readonly alias: string
  readonly title: string
  readonly process: string | null
}

/** Gives an alias another name. The name is part of the signature, so its direct URL is a new one. */
export interface RenameAlias {
  readonly op: 'renameAlias'
  readonly alias: string
  readonly to: string
}

/** Points an alias at a process; its direct URL stays. */
export interface LinkAlias {
  readonly op: 'linkAlias'
  readonly alias: string
  readonly process: string
}

/** Points an alias nowhere: its URLs are refused until it is linked again. */
export interface UnlinkAlias {
  readonly op: 'unlinkAlias'
  readonly alias: string
}

export interface DeleteAlias {
  readonly op: 'deleteAlias'
  readonly alias: string
}

/** Creates a variable or replaces its value; the id stays. */
export interface SetVariable extends Omit<VariableState, 'id'> {
  readonly op: 'setVariable'
  readonly name: string
  readonly value: SealedText
}

export interface DeleteVariable {
  readonly op: 'deleteVariable'
  readonly name: string
}

/** One change of the settings. */
export type SettingsChange =
  | EnableUrl
  | DisableUrl
  | RotateUrl
  | AdoptUrl
  | DropAcceptedUrl
  | SetAuth
  | SetIntake
  | CreateAlias
  | RenameAlias
  | LinkAlias
  | UnlinkAlias
  | DeleteAlias
  | SetVariable
  | DeleteVariable

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

/** What a line of the audit says was done: a change, or how the chain itself began, was signed again, or came back. */
export type AuditOp = SettingsChange['op'] | 'createSettings' | 'signSettings' | 'restoreSettings'

/** One line of the audit. */
export interface AuditEntry {
  /** ISO 8601 with milliseconds, UTC. */
  readonly at: string
  readonly actor: string
  readonly op: AuditOp
  /** What it was about: process id, `@alias`, `env_var[@name]`, or `settings`. */
  readonly on: string
  /** How, in words; never a secret. Null: there is no more to say. */
  readonly detail: string | null
  /** Revision after it. */
  readonly revision: number
  /** False: sent without a valid proof, so the actor is only what the sender said. */
  readonly proved: boolean
  /** True: recorded, but changed nothing. */
  readonly refused: boolean
  /** 64 hex, see chain/seal-head.ts; missing: nobody signed this line. */
  readonly seal?: string
}

/** A line that its sender signed. */
export type SealedEntry = AuditEntry & { readonly seal: string }

/** How often an accepted URL was used, and when last (ISO 8601). */
export interface UrlUse {
  readonly count: number
  readonly lastAt: string
}

/** Uses of accepted URLs, by path hash. */
export type UrlUses = Readonly<Record<string, UrlUse>>

/** The argument of the signal `countUses`: what came in addition, by path hash. */
export type CountedUses = UrlUses
