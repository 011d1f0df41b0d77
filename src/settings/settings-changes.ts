/** The changes of the settings as methods. Everything random, hashed or sealed is made here, before it is sent. */
import { randomBytes } from 'node:crypto'
import { sealText } from '../keys/sealed-text.ts'
import type { SettingsChange } from './change.ts'
import { hashDirectUrlPaths } from './change-overlap.ts'
import { type ClearAuth, sealAuth } from './seal-auth.ts'
import {
  type AcceptedUrl,
  aliasState,
  type Intake,
  type SettingsSnapshot,
  startNodeState,
} from './snapshot.ts'

/** Who changes the settings, and the keys that prove it; without keys only what closes a door is allowed. */
export interface ChangeOptions {
  /** For the audit; 1 to 200 characters. */
  readonly actor: string
  readonly keys?: readonly Buffer[]
}

/** Of a change that keeps a secret. */
export interface SecretChangeOptions extends ChangeOptions {
  /** `config.encryption.keys`: the first seals. */
  readonly encryptionKeys: readonly Buffer[]
}

/** Sends one change; see `Settings.change`. */
export type SendChange = (
  change: SettingsChange | ((base: SettingsSnapshot) => SettingsChange),
  actor: string,
  keys?: readonly Buffer[],
) => Promise<SettingsSnapshot>

type Changed = Promise<SettingsSnapshot>

/** All give the settings afterwards and throw what `Settings.change` throws. `on`: a process id or `@alias`. */
export interface SettingsChanges {
  /** Switches a direct URL on; one that is on stays as it is. */
  enableUrl(on: string, options: ChangeOptions): Changed
  /** Switches a direct URL off, and every other URL accepted for it. Needs no keys. */
  disableUrl(on: string, options: ChangeOptions): Changed
  /** Draws a new direct URL; the old one stays accepted for `overlapMs` (default 0: refused at once). */
  rotateUrl(on: string, options: ChangeOptions & { readonly overlapMs?: number }): Changed
  /** Accepts another URL, e.g. the old one of MPO; the direct URL must be on. */
  adoptUrl(on: string, accepted: AcceptedUrl, options: ChangeOptions): Changed
  /** Accepts another URL no longer. Needs no keys. */
  dropAcceptedUrl(on: string, pathHash: string, options: ChangeOptions): Changed
  /** Sets what requests must prove. @throws StartnodeError `encryption_key_missing` */
  setAuth(process: string, auth: ClearAuth, options: SecretChangeOptions): Changed
  /** Sets what is named of the intake. `{ paused: true }` alone needs no keys. */
  setIntake(process: string, intake: Partial<Intake>, options: ChangeOptions): Changed
  /** Creates an alias, linked or not; its direct URL is off. */
  createAlias(
    alias: string,
    wanted: { readonly title: string; readonly process: string | null },
    options: ChangeOptions,
  ): Changed
  /** Gives an alias another name and with it another direct URL; `findReferences` says what still has the old one. */
  renameAlias(alias: string, to: string, options: ChangeOptions): Changed
  /** Points an alias at a process; its direct URL stays. */
  linkAlias(alias: string, process: string, options: ChangeOptions): Changed
  /** Points an alias nowhere. Needs no keys. */
  unlinkAlias(alias: string, options: ChangeOptions): Changed
  deleteAlias(alias: string, options: ChangeOptions): Changed
  /** Creates a variable or replaces it. @throws StartnodeError `encryption_key_missing` */
  setVariable(
    name: string,
    wanted: { readonly type: 'raw' | 'json'; readonly secret: boolean; readonly value: string },
    options: SecretChangeOptions,
  ): Changed
  deleteVariable(name: string, options: ChangeOptions): Changed
}

export function createSettingsChanges(send: SendChange): SettingsChanges {
  return {
    enableUrl: (on, { actor, keys }) =>
      send({ op: 'enableUrl', on, generation: drawGeneration() }, actor, keys),
    disableUrl: (on, { actor, keys }) => send({ op: 'disableUrl', on }, actor, keys),
    rotateUrl: (on, { actor, keys, overlapMs = 0 }) =>
      send((base) => rotation(base, on, overlapMs, keys ?? []), actor, keys),
    adoptUrl: (on, accepted, { actor, keys }) => send({ op: 'adoptUrl', on, accepted }, actor, keys),
    dropAcceptedUrl: (on, pathHash, { actor, keys }) =>
      send({ op: 'dropAcceptedUrl', on, pathHash }, actor, keys),
    setAuth: async (process, auth, { actor, keys, encryptionKeys }) =>
      send({ op: 'setAuth', process, auth: sealAuth(encryptionKeys, auth) }, actor, keys),
    setIntake: (process, intake, { actor, keys }) => send({ op: 'setIntake', process, intake }, actor, keys),
    createAlias: (alias, { title, process }, { actor, keys }) =>
      send({ op: 'createAlias', alias, title, process }, actor, keys),
    renameAlias: (alias, to, { actor, keys }) => send({ op: 'renameAlias', alias, to }, actor, keys),
    linkAlias: (alias, process, { actor, keys }) => send({ op: 'linkAlias', alias, process }, actor, keys),
    unlinkAlias: (alias, { actor, keys }) => send({ op: 'unlinkAlias', alias }, actor, keys),
    deleteAlias: (alias, { actor, keys }) => send({ op: 'deleteAlias', alias }, actor, keys),
    setVariable: async (name, { type, secret, value }, { actor, keys, encryptionKeys }) =>
      send({ op: 'setVariable', name, type, secret, value: sealText(encryptionKeys, value) }, actor, keys),
    deleteVariable: (name, { actor, keys }) => send({ op: 'deleteVariable', name }, actor, keys),
  }
}

function drawGeneration(): string {
  return randomBytes(16).toString('hex')
}

function rotation(
  base: SettingsSnapshot,
  on: string,
  overlapMs: number,
  keys: readonly Buffer[],
): SettingsChange {
  const state = on.startsWith('@') ? aliasState(base, on.slice(1)) : startNodeState(base, on)
  const generation = state?.generation ?? null
  const overlap =
    overlapMs > 0 && generation !== null && keys.length > 0
      ? {
          until: new Date(Date.now() + overlapMs).toISOString(),
          pathHashes: hashDirectUrlPaths(keys, on, generation),
        }
      : null
  return { op: 'rotateUrl', on, generation: drawGeneration(), overlap }
}
