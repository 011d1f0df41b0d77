import type { AuditOp, SettingsChange } from '../change.ts'
import { applyChange } from '../rules/apply-change.ts'
import { byteLength } from '../rules/byte-length.ts'
import { checkChange } from '../rules/check-change.ts'
import { describeChange } from '../rules/describe-change.ts'
import { onlyTightens } from '../rules/only-tightens.ts'
import { type SettingsSnapshot, startNodeState } from '../snapshot.ts'
import { type Ancestry, givenUpAfter, pastAfter, type SettingsHead } from './head.ts'
import { sealHead } from './seal-head.ts'
import { hasStops, keepStops, type Stops, withStops } from './stops.ts'

/** Half of what Temporal takes in one memo or argument, so that the state with its audit fits too. */
export const MAX_SNAPSHOT_BYTES = 1_048_576

export type NextContent =
  | { readonly kind: 'changed' | 'unchanged'; readonly snapshot: SettingsSnapshot }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * What a change makes of settings with the stops that hold for them. What was stopped becomes part of what is signed. To go
 * on with a process is always signed: a receiver may keep a stop that nobody else shows any more.
 *
 * @param now ISO time
 */
export function nextContent(
  base: SettingsSnapshot,
  stops: Stops,
  change: SettingsChange,
  now: string,
): NextContent {
  const problem = checkChange(change)
  if (problem !== null) return { kind: 'refused', message: problem }
  const held = keepStops(stops, base)
  const stopped = withStops(base, held)
  const applied = applyChange(stopped, change, now)
  if (applied.kind === 'refused') return applied
  const resumes = change.op === 'setIntake' && change.intake.paused === false
  if (applied.kind === 'unchanged' && !hasStops(held) && !resumes) return applied
  const revision = base.revision + 1
  const startNodes = { ...applied.snapshot.startNodes }
  const signed = change.op === 'setIntake' && change.intake.paused !== undefined ? [change.process] : []
  for (const process of [...Object.keys(held.paused), ...signed])
    startNodes[process] = { ...startNodeState(applied.snapshot, process), pauseRevision: revision }
  const snapshot = { ...applied.snapshot, startNodes, revision }
  if (!Number.isSafeInteger(revision)) {
    return { kind: 'refused', message: 'The revision of these settings can not grow: restore them' }
  }
  if (!onlyTightens(change) && byteLength(snapshot) > MAX_SNAPSHOT_BYTES) {
    return { kind: 'refused', message: 'The settings would pass 1 MiB: remove what is no longer used' }
  }
  return { kind: 'changed', snapshot }
}

/** What a new head is made of. */
export interface NextHead {
  readonly key: Buffer
  /** What it follows; null: nothing, these settings are new. */
  readonly base: Ancestry | null
  readonly content: SettingsSnapshot
  readonly op: AuditOp
  readonly on: string
  readonly detail: string | null
  readonly actor: string
  /** ISO time. */
  readonly at: string
  /** Heads it gives up: lost races, Updates without an answer, a fork. */
  readonly givenUp?: readonly string[]
}

/** Signs the head that follows. */
export function signHead({ key, base, content, givenUp = [], ...said }: NextHead): SettingsHead {
  const { revision } = content
  const { op, on, detail, actor, at } = said
  return sealHead(key, {
    content,
    entry: { at, actor, op, on, detail, revision, proved: true, refused: false },
    past: base === null ? '' : pastAfter(base, revision),
    givenUp: base === null ? [...givenUp] : givenUpAfter(base, givenUp),
  })
}

/** What the audit says of a change. */
export function saidOf(change: SettingsChange): Pick<NextHead, 'op' | 'on' | 'detail'> {
  return { op: change.op, ...describeChange(change) }
}
