/**
 * Reads and changes the settings of a namespace from outside of Temporal: receivers, CLI, admin API.
 * Everything random is drawn and every head is signed here, and every call has a deadline: a command must say within 5 seconds
 * what is wrong. What Temporal shows is checked before it is believed, and before anything is signed that builds on it.
 */

import { randomBytes } from 'node:crypto'
import type { WorkflowClient } from '@temporalio/client'
import { StartnodeError } from '../errors/startnode-error.ts'
import { believeUpdate } from '../temporal/codec/answers.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { requireWorker } from '../temporal/require-worker.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { AtLeast } from './chain/at-least.ts'
import { checkBase, requireSigned } from './chain/check-base.ts'
import { ancestryOf, headHash, type SettingsHead } from './chain/head.ts'
import { nextContent, saidOf, signHead } from './chain/next-head.ts'
import { snapshotOfHead } from './chain/parse-head.ts'
import { restoreChain } from './chain/restore-chain.ts'
import type { Kept, SeenSettings, Sighting } from './chain/seen-settings.ts'
import {
  createSettingsWorkflow,
  type RunningSettings,
  SETTINGS_WORKFLOW_ID,
} from './chain/settings-workflow.ts'
import { withStops } from './chain/stops.ts'
import { takeOver } from './chain/take-over.ts'
import type { AuditEntry, ChangeRequest, CountedUses, SettingsChange, UrlUses } from './change.ts'
import { readAudit } from './settings-audit.ts'
import { createSettingsChanges, type SettingsChanges } from './settings-changes.ts'
import { explainFailedUpdate, isChangedMeanwhile } from './settings-failure.ts'
import { completeSnapshot, type SettingsSnapshot } from './snapshot.ts'

export { SETTINGS_WORKFLOW_ID }

/** A change with all it takes, ms; a little under the 5 s promised. */
const CHANGE_WITHIN_MS = 4_000
const READ_WITHIN_MS = 2_000
const MAX_TRIES = 5

export interface Settings extends SettingsChanges {
  /**
   * Creates the settings if the namespace has none; never replaces any.
   * @throws StartnodeError `settings_refused` when they were ended: `restore` them; `settings_unsigned`: `sign` them
   */
  setup(actor?: string): Promise<{ created: boolean; settingsId: string }>
  /**
   * Signs settings that an older version left behind, as they are in Temporal, or signs them again with the first key.
   * @returns null: they are signed with it already
   * @throws StartnodeError `settings_forked` when somebody has seen them signed before: `restore` them
   */
  sign(actor: string): Promise<SettingsHead | null>
  /** Brings kept settings back, unchanged where it can; see `restoreChain`. */
  restore(kept: Kept, how?: { readonly actor?: string; readonly giveUp?: string }): Promise<SettingsSnapshot>
  /**
   * The settings now, or null when there are none; needs no worker. Deadline 2 s.
   * @throws StartnodeError the codes of `SettingsAlarm` where they are not signed, or do not follow what was seen
   */
  read(): Promise<SettingsSnapshot | null>
  /** What Temporal shows, unchecked: for who follows it. Deadline 2 s. */
  look(): Promise<SeenSettings | null>
  /**
   * Changes the settings; all of it within 5 s.
   * @param change the change, or a function that makes it from the settings it will be applied to
   * @param keys the first signs; without any only what stops a direct URL is taken
   * @throws StartnodeError `worker_missing`, `settings_missing`, `settings_refused`, `settings_changed`, TemporalUnreachableError,
   * and the codes of `SettingsAlarm` where Temporal shows other settings than those that were seen before
   */
  change(
    change: SettingsChange | ((base: SettingsSnapshot) => SettingsChange),
    actor: string,
    keys?: readonly Buffer[],
  ): Promise<SettingsSnapshot>
  /** The newest changes made, oldest first: 1,000 of the signed. From the history when no worker answers. */
  audit(): Promise<readonly AuditEntry[]>
  /**
   * Every change that Temporal's history still tells, oldest first, over lost and restored settings. Needs no worker.
   * @param settingsId only those of these settings; default: of all this namespace had
   */
  readAudit(settingsId?: string): Promise<readonly AuditEntry[]>
  /** How often accepted URLs were used, by path hash. Needs a worker. */
  uses(): Promise<UrlUses>
  /** Adds to those counts; needs no keys. */
  countUses(uses: CountedUses): Promise<void>
}

export interface SettingsOptions {
  /** All verify what Temporal shows; `change` takes its own, the first of which signs. */
  readonly signingKeys: readonly Buffer[]
  /** Queue of the workers that run the settings (default `startnode`); used by `setup` and `restore` only. */
  readonly taskQueue?: string
  /** What receivers have seen: what does not follow it is not built on. Default: nothing. */
  seen?(): Promise<readonly Sighting[]> | readonly Sighting[]
  /** `Config.settingsAtLeast`. Default: none. */
  readonly atLeast?: AtLeast | null
  /** Is given each head that this client has made the settings' one: for who tells receivers. */
  advanced?(head: SettingsHead): Promise<void>
}

/**
 * The settings of the client's namespace.
 *
 * @example
 * const settings = createSettings(client.workflow, { signingKeys: keys })
 * await settings.enableUrl('loan-approved', { actor: 'cli:bob', keys })
 */
export function createSettings(client: WorkflowClient, options: SettingsOptions): Settings {
  const { signingKeys, taskQueue = 'startnode', seen = () => [], atLeast = null, advanced } = options
  const handle = client.getHandle(SETTINGS_WORKFLOW_ID)
  const workflow = createSettingsWorkflow(client, taskQueue)
  /** Heads it has signed that may have become the settings, or not. */
  const givenUp = new Set<string>()

  async function advance(head: SettingsHead, queue: string, deadline: number): Promise<void> {
    await requireWorker(client, queue, deadline, 'to change the settings')
    givenUp.add(headHash(head))
    try {
      const send = () => handle.executeUpdate<null, [SettingsHead]>('advance', { args: [head] })
      await withinDeadline(client, deadline, () => believeUpdate(client, send))
    } catch (error) {
      if (isChangedMeanwhile(error)) throw error
      throw await explainFailedUpdate(client, error, queue)
    }
    givenUp.delete(headHash(head))
    await advanced?.(head)
  }

  async function stopUnsigned(
    running: RunningSettings,
    request: ChangeRequest,
    deadline: number,
  ): Promise<SettingsSnapshot> {
    await requireWorker(client, running.taskQueue, deadline, 'to change the settings')
    try {
      const send = () =>
        handle.executeUpdate<SettingsSnapshot, [ChangeRequest]>('change', { args: [request] })
      return await withinDeadline(client, deadline, () => believeUpdate(client, send))
    } catch (error) {
      throw await explainFailedUpdate(client, error, running.taskQueue)
    }
  }

  async function change(
    wanted: SettingsChange | ((base: SettingsSnapshot) => SettingsChange),
    actor: string,
    [key]: readonly Buffer[] = [],
  ): Promise<SettingsSnapshot> {
    const deadline = Date.now() + CHANGE_WITHIN_MS
    let last: unknown
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const known = await seen()
      const running = await workflow.describe(deadline)
      if (running === null) throw new StartnodeError('settings_missing')
      const { head, snapshot, stops } = checkBase(requireSigned(signingKeys, running.seen), known, atLeast)
      const chosen = typeof wanted === 'function' ? wanted(withStops(snapshot, stops)) : wanted
      if (key === undefined) return stopUnsigned(running, { change: chosen, actor, proof: null }, deadline)
      const at = new Date().toISOString()
      const next = nextContent(snapshot, stops, chosen, at)
      if (next.kind === 'refused') throw new StartnodeError('settings_refused', next.message)
      if (next.kind === 'unchanged') {
        await requireWorker(client, running.taskQueue, deadline, 'to change the settings')
        return next.snapshot
      }
      const given = { key, base: ancestryOf(head), content: next.snapshot, givenUp: [...givenUp] }
      const signed = signHead({ ...given, ...saidOf(chosen), actor, at })
      try {
        await advance(signed, running.taskQueue, deadline)
        return withStops(next.snapshot, stops)
      } catch (error) {
        last = error
        if (!isChangedMeanwhile(error)) throw error
      }
    }
    throw new StartnodeError('settings_changed', undefined, { cause: last })
  }

  return {
    ...createSettingsChanges(change),
    change,
    async setup(actor = 'setup') {
      const settingsId = randomBytes(16).toString('hex')
      const head = signHead({
        key: signingKeys[0] as Buffer,
        base: null,
        content: completeSnapshot({ settingsId, revision: 0, startNodes: {} }),
        ...{ op: 'createSettings', on: 'settings', detail: null, actor, at: new Date().toISOString() },
      })
      const audit = [head.entry]
      if (await workflow.start({ head, audit, again: false })) return { created: true, settingsId }
      const running = await workflow.describe(Date.now() + READ_WITHIN_MS)
      if (running)
        return { created: false, settingsId: requireSigned(signingKeys, running.seen).snapshot.settingsId }
      throw new StartnodeError(
        'settings_refused',
        `The settings were ended (workflow ${SETTINGS_WORKFLOW_ID} is closed): restore them from the snapshot a receiver kept`,
      )
    },
    async sign(actor) {
      const running = await workflow.describe(Date.now() + READ_WITHIN_MS)
      if (running === null) throw new StartnodeError('settings_missing')
      const head = takeOver(running.seen, { signingKeys, actor, seen: await seen() })
      if (head !== null) await advance(head, running.taskQueue, Date.now() + CHANGE_WITHIN_MS)
      return head
    },
    async restore(kept, { actor = 'restore', giveUp } = {}) {
      const parts = {
        workflow,
        signingKeys,
        actor,
        advance: (head: SettingsHead, queue: string) => advance(head, queue, Date.now() + CHANGE_WITHIN_MS),
        readAudit: (settingsId: string) => readAudit(client, SETTINGS_WORKFLOW_ID, settingsId),
      }
      return snapshotOfHead(await restoreChain(parts, kept, giveUp))
    },
    async look() {
      return (await workflow.describe(Date.now() + READ_WITHIN_MS))?.seen ?? null
    },
    async read() {
      const known = await seen()
      const running = await workflow.describe(Date.now() + READ_WITHIN_MS)
      if (running === null) return null
      const { snapshot, stops } = checkBase(requireSigned(signingKeys, running.seen), known, atLeast)
      return withStops(snapshot, stops)
    },
    async audit() {
      const running = await workflow.describe(Date.now() + READ_WITHIN_MS)
      if (running === null) return readAudit(client, SETTINGS_WORKFLOW_ID)
      try {
        return await withinDeadline(client, Date.now() + READ_WITHIN_MS, () =>
          handle.query<readonly AuditEntry[]>('audit'),
        )
      } catch {
        // No worker answers, or none soon: the history says the same, only slower.
        return readAudit(client, SETTINGS_WORKFLOW_ID, running.seen.snapshot?.settingsId)
      }
    },
    readAudit: (settingsId) => readAudit(client, SETTINGS_WORKFLOW_ID, settingsId),
    async uses() {
      const deadline = Date.now() + CHANGE_WITHIN_MS
      const running = await workflow.describe(deadline)
      if (running === null) throw new StartnodeError('settings_missing')
      await requireWorker(client, running.taskQueue, deadline, 'to read the uses')
      try {
        return await withinDeadline(client, deadline, () => handle.query<UrlUses>('uses'))
      } catch (error) {
        throw await explainFailedUpdate(client, error, running.taskQueue)
      }
    },
    async countUses(uses) {
      try {
        await withinDeadline(client, Date.now() + READ_WITHIN_MS, () => handle.signal('countUses', uses))
      } catch (error) {
        throw explainTemporalError(error, 'counting uses')
      }
    },
  }
}
