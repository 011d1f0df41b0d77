/**
 * Brings the settings of a snapshot that somebody kept back into Temporal. A head comes back unchanged, so nothing is signed
 * anew and nobody who follows it has to decide anything; only where Temporal went another way meanwhile, a new head gives
 * that way up.
 */
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { AuditEntry } from '../change.ts'
import { type Ancestry, ancestorAt, ancestryOf, headHash, type SettingsHead } from './head.ts'
import { signHead } from './next-head.ts'
import { verifyHead } from './seal-head.ts'
import { type Kept, placeOf, type SeenSettings } from './seen-settings.ts'
import type { SettingsWorkflow } from './settings-workflow.ts'
import { judge } from './succession.ts'

const WITHIN_MS = 4_000
/** Others may have seen later revisions than the one that gave unsigned settings. */
const RESTORED_AHEAD = 1_000
/** Entries that settings begin with when they come back. */
const CARRIED_AUDIT = 1_000

export interface RestoreParts {
  readonly workflow: SettingsWorkflow
  readonly signingKeys: readonly Buffer[]
  readonly actor: string
  /** Moves the settings that run on to a head. */
  advance(head: SettingsHead, taskQueue: string): Promise<void>
  /** What Temporal still tells of these settings. */
  readAudit(settingsId: string): Promise<readonly AuditEntry[]>
}

/**
 * @param giveUp beginning of the hash of the head that Temporal has, where it does not follow the kept one: it is given up
 * @returns the head that is in Temporal then
 * @throws StartnodeError `settings_behind` when Temporal has a later one, `settings_forked`, `settings_foreign`
 */
export async function restoreChain(parts: RestoreParts, kept: Kept, giveUp?: string): Promise<SettingsHead> {
  const { workflow } = parts
  const running = await workflow.describe(Date.now() + WITHIN_MS)
  if (running === null || !isOurs(parts, running.seen)) {
    const head = kept.head ?? signAgain(parts, kept)
    const audit = await parts.readAudit(head.content.settingsId).catch(() => [])
    // What runs and was never signed is a forgery, or settings of an older version that others went by: --sign is for these.
    if (running !== null) {
      if (kept.head === null) throw unsignedBoth()
      await workflow.end('replaced by startnode setup --restore: not signed')
    }
    if (await workflow.start({ head, stops: kept.stops, audit: audit.slice(-CARRIED_AUDIT), again: true }))
      return head
    throw new StartnodeError('settings_changed', 'Somebody started other settings meanwhile: try again')
  }
  const there = running.seen.head as SettingsHead
  const verdict = judge(ancestryOf(there), placeOf(kept))
  if (verdict === 'same') return there
  if (verdict === 'successor') {
    await parts.advance(kept.head as SettingsHead, running.taskQueue)
    return kept.head as SettingsHead
  }
  if (verdict === 'foreign') throw new StartnodeError('settings_foreign', foreign(kept, there))
  if (verdict === 'behind') {
    throw new StartnodeError(
      'settings_refused',
      `Temporal has later settings (revision ${there.content.revision}) than those kept (revision ${kept.snapshot.revision}): there is nothing to restore`,
    )
  }
  if (giveUp === undefined || giveUp.length < 8 || !headHash(there).startsWith(giveUp)) {
    throw new StartnodeError(
      'settings_forked',
      `Temporal has revision ${there.content.revision} (${headHash(there).slice(0, 12)}) by ${there.entry.actor} of ${there.entry.at}, which does not follow the kept revision ${kept.snapshot.revision}. To give it up, with what was changed in it: --give-up ${headHash(there).slice(0, 12)}`,
    )
  }
  const head = giveUpFork(parts, kept, there)
  await parts.advance(head, running.taskQueue)
  return head
}

function isOurs({ signingKeys }: RestoreParts, { head }: SeenSettings): boolean {
  return head !== null && verifyHead(signingKeys, head)
}

/** Settings that an older version kept: the chain begins with them. */
function signAgain({ signingKeys, actor }: RestoreParts, { snapshot }: Kept): SettingsHead {
  return signHead({
    key: firstOf(signingKeys),
    base: null,
    content: { ...snapshot, revision: snapshot.revision + RESTORED_AHEAD },
    ...restored(actor, 'from a snapshot that was not signed'),
  })
}

/** Both who went the one way and who went the other may follow it. */
function giveUpFork({ signingKeys, actor }: RestoreParts, kept: Kept, there: SettingsHead): SettingsHead {
  const revision = Math.max(kept.snapshot.revision, there.content.revision) + 1
  return signHead({
    key: firstOf(signingKeys),
    base: placeOf(kept),
    content: { ...kept.snapshot, revision },
    givenUp: [headHash(there), ...ownWay(ancestryOf(there), placeOf(kept)), ...there.givenUp],
    ...restored(actor, `revision ${kept.snapshot.revision}; ${headHash(there).slice(0, 12)} given up`),
  })
}

/** The heads before one that are not in the past of another. */
function ownWay(one: Ancestry, other: Ancestry): string[] {
  const hashes: string[] = []
  for (let revision = one.revision - 1; revision >= 0; revision -= 1) {
    const hash = ancestorAt(one, revision)
    if (hash === null || hash === other.hash || hash === ancestorAt(other, revision)) break
    hashes.push(hash)
  }
  return hashes
}

function restored(actor: string, detail: string) {
  return { op: 'restoreSettings', on: 'settings', detail, actor, at: new Date().toISOString() } as const
}

function firstOf(keys: readonly Buffer[]): Buffer {
  const [key] = keys
  if (key === undefined) throw new StartnodeError('usage', 'There is no signing key')
  return key
}

function unsignedBoth(): StartnodeError {
  return new StartnodeError(
    'settings_unsigned',
    'Neither the settings in Temporal nor those kept are signed: `startnode setup --sign` takes over the ones in Temporal; to have the kept ones, end those first',
  )
}

function foreign({ snapshot }: Kept, { content }: SettingsHead): string {
  return `Temporal has the settings ${content.settingsId}, those kept are ${snapshot.settingsId}. End them first: temporal workflow terminate --workflow-id startnode-settings`
}
