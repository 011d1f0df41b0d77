/**
 * The seals of the settings: HMACs that only a holder of a signing key can make. The settings live in Temporal, where
 * everyone with access to the namespace can write what he likes; the seal is what keeps such a one from opening a door.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { sortKeys } from '../../keys/sort-keys.ts'
import type { AuditEntry, SealedEntry } from '../change.ts'
import type { HeadMeta, SettingsHead } from './head.ts'

type Keys = readonly Buffer[]

/** Signs a head, and the line of the audit in it by itself: the line outlives the head. */
export function sealHead(
  key: Buffer,
  { entry, ...head }: Omit<SettingsHead, 'digest' | 'seal' | 'entry'> & { readonly entry: AuditEntry },
): SettingsHead {
  const sealedEntry: SealedEntry = {
    ...entry,
    seal: hmac(key, entryText(head.content.settingsId, entry)).toString('hex'),
  }
  const unsealed = { ...head, digest: digestOf(head.content), entry: sealedEntry }
  return { ...unsealed, seal: hmac(key, headText(unsealed)).toString('hex') }
}

/** True when any of the keys made this head; constant time, all keys are tried. */
export function verifyHead(keys: Keys, head: SettingsHead): boolean {
  return verifyMeta(keys, head) && digestOf(head.content) === head.digest
}

/** The same, but for whether its content is the one that was signed. */
export function verifyMeta(keys: Keys, meta: HeadMeta): boolean {
  return verify(keys, headText(meta), meta.seal)
}

/** True when any of the keys made this line of the audit of these settings. */
export function verifyEntry(keys: Keys, settingsId: string, entry: AuditEntry): boolean {
  return entry.seal !== undefined && verify(keys, entryText(settingsId, entry), entry.seal)
}

/** Sorted keys and one array around it: the same head always gives the same bytes, another one never does. */
function headText({ digest, entry, past, givenUp }: Omit<HeadMeta, 'seal'>): string {
  return `startnode:head:v1:${JSON.stringify(sortKeys([digest, entry, past, givenUp]))}`
}

function digestOf(content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(content)))
    .digest('hex')
}

function entryText(settingsId: string, { at, actor, op, on, detail, revision }: AuditEntry): string {
  return `startnode:audit:v1:${JSON.stringify([settingsId, at, actor, op, on, detail, revision])}`
}

function verify(keys: Keys, text: string, seal: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(seal)) return false
  const given = Buffer.from(seal, 'hex')
  let valid = false
  for (const key of keys) if (timingSafeEqual(hmac(key, text), given)) valid = true
  return valid
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
