/**
 * Reads and changes the settings of a namespace from outside of Temporal: receivers, CLI, admin API.
 * Everything random is drawn here, and every call has a deadline: a command must say within 5 seconds what is wrong.
 */

import { randomBytes } from 'node:crypto'
import {
  type WorkflowClient,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client'
import { StartnodeError } from '../errors/startnode-error.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { requireWorker } from '../temporal/require-worker.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type {
  AuditEntry,
  ChangeRequest,
  CountedUses,
  SettingsChange,
  SettingsState,
  UrlUses,
} from './change.ts'
import { signChange } from './change-proof.ts'
import { readAudit } from './settings-audit.ts'
import { createSettingsChanges, type SettingsChanges } from './settings-changes.ts'
import { explainUpdateError, isChangedMeanwhile } from './settings-failure.ts'
import { parseSettingsSnapshot } from './settings-snapshot.ts'
import { completeSnapshot, type SettingsSnapshot } from './snapshot.ts'

/** One per namespace. */
export const SETTINGS_WORKFLOW_ID = 'startnode-settings'
const WORKFLOW_TYPE = 'startnodeSettings'
const MEMO = 'startnodeSettings'

/** A change with all it takes, ms; a little under the 5 s promised. */
const CHANGE_WITHIN_MS = 4_000
const READ_WITHIN_MS = 2_000
const MAX_TRIES = 5
/** Other receivers may have seen later revisions than the one that gave the snapshot, and ignore what is not above. */
const RESTORED_AHEAD = 1_000
/** Entries that restored settings begin with. */
const CARRIED_AUDIT = 1_000

export interface Settings extends SettingsChanges {
  /**
   * Creates the settings if the namespace has none; never replaces any.
   * @throws StartnodeError `settings_refused` when they were ended: `restore` them
   */
  setup(): Promise<{ created: boolean; settingsId: string }>
  /**
   * Starts ended settings again from a snapshot a receiver kept, with the same id and a revision
   * that no receiver has seen.
   * @throws StartnodeError `settings_refused` when there are settings
   */
  restore(snapshot: SettingsSnapshot): Promise<SettingsSnapshot>
  /** The settings now, or null when there are none; needs no worker. Deadline 2 s. */
  read(): Promise<SettingsSnapshot | null>
  /**
   * Changes the settings; all of it within 5 s.
   * @param change the change, or a function that makes it from the settings it will be applied to
   * @throws StartnodeError `worker_missing`, `settings_missing`, `settings_refused`, `settings_changed`, TemporalUnreachableError
   */
  change(
    change: SettingsChange | ((base: SettingsSnapshot) => SettingsChange),
    actor: string,
    keys?: readonly Buffer[],
  ): Promise<SettingsSnapshot>
  /** The newest changes made, oldest first: 1,000 of the proved. From the history when no worker answers. */
  audit(): Promise<readonly AuditEntry[]>
  /** Every change that Temporal's history still tells, oldest first, over lost and restored settings. Needs no worker. */
  readAudit(): Promise<readonly AuditEntry[]>
  /** How often accepted URLs were used, by path hash. Needs a worker. */
  uses(): Promise<UrlUses>
  /** Adds to those counts; needs no keys. */
  countUses(uses: CountedUses): Promise<void>
}

/**
 * The settings of the client's namespace.
 *
 * @param options.taskQueue queue of the workers that run the settings (default `startnode`); used by `setup` only
 * @example await createSettings(client.workflow).enableUrl('loan-approved', { actor: 'cli:bob', keys })
 */
export function createSettings(
  client: WorkflowClient,
  options: { readonly taskQueue?: string } = {},
): Settings {
  const handle = client.getHandle(SETTINGS_WORKFLOW_ID)

  async function describe(deadline: number): Promise<WorkflowExecutionDescription | null> {
    try {
      return await withinDeadline(client, deadline, () => handle.describe())
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null
      throw explainTemporalError(error, 'reading the settings')
    }
  }

  async function start(
    snapshot: SettingsSnapshot,
    reuse: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
    audit: readonly AuditEntry[],
  ): Promise<boolean> {
    const state: SettingsState = { snapshot, audit }
    try {
      await withinDeadline(client, Date.now() + CHANGE_WITHIN_MS, () =>
        client.start(WORKFLOW_TYPE, {
          workflowId: SETTINGS_WORKFLOW_ID,
          taskQueue: options.taskQueue ?? 'startnode',
          workflowIdReusePolicy: reuse,
          workflowIdConflictPolicy: 'FAIL',
          args: [state],
          memo: { [MEMO]: snapshot },
          staticSummary: 'Settings of all Start nodes',
        }),
      )
      return true
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false
      throw explainTemporalError(error, 'creating the settings')
    }
  }

  async function readRunning(deadline: number) {
    const description = await describe(deadline)
    if (description?.status.name !== 'RUNNING') return null
    return { snapshot: snapshotOf(description), taskQueue: description.taskQueue }
  }

  async function change(
    wanted: SettingsChange | ((base: SettingsSnapshot) => SettingsChange),
    actor: string,
    keys: readonly Buffer[] = [],
  ): Promise<SettingsSnapshot> {
    const deadline = Date.now() + CHANGE_WITHIN_MS
    let last: unknown
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const running = await readRunning(deadline)
      if (running === null) throw new StartnodeError('settings_missing')
      const { snapshot: base, taskQueue } = running
      await requireWorker(client, taskQueue, deadline, 'to change the settings')
      const request = prove(base, typeof wanted === 'function' ? wanted(base) : wanted, actor, keys)
      try {
        return await withinDeadline(client, deadline, () =>
          handle.executeUpdate<SettingsSnapshot, [ChangeRequest]>('change', { args: [request] }),
        )
      } catch (error) {
        last = error
        if (!isChangedMeanwhile(error)) throw explainUpdateError(error, taskQueue)
      }
    }
    throw new StartnodeError('settings_changed', undefined, { cause: last })
  }

  return {
    ...createSettingsChanges(change),
    change,
    async setup() {
      const settingsId = randomBytes(16).toString('hex')
      const fresh = completeSnapshot({ settingsId, revision: 0, startNodes: {} })
      const created = await start(fresh, 'REJECT_DUPLICATE', [])
      if (created) return { created, settingsId }
      const running = await readRunning(Date.now() + READ_WITHIN_MS)
      if (running) return { created, settingsId: running.snapshot.settingsId }
      throw new StartnodeError(
        'settings_refused',
        `The settings were ended (workflow ${SETTINGS_WORKFLOW_ID} is closed): restore them from the snapshot a receiver kept`,
      )
    },
    async restore(snapshot) {
      const next = { ...snapshot, revision: snapshot.revision + RESTORED_AHEAD }
      // What happened before goes with them; where the history is lost too, the settings still come back.
      const audit = await readAudit(client, SETTINGS_WORKFLOW_ID, snapshot.settingsId).catch(() => [])
      if (await start(next, 'ALLOW_DUPLICATE', audit.slice(-CARRIED_AUDIT))) return next
      throw new StartnodeError(
        'settings_refused',
        'There are settings in this namespace: they are never replaced',
      )
    },
    async read() {
      return (await readRunning(Date.now() + READ_WITHIN_MS))?.snapshot ?? null
    },
    async audit() {
      const running = await readRunning(Date.now() + READ_WITHIN_MS)
      if (running === null) return readAudit(client, SETTINGS_WORKFLOW_ID)
      try {
        return await withinDeadline(client, Date.now() + READ_WITHIN_MS, () =>
          handle.query<readonly AuditEntry[]>('audit'),
        )
      } catch {
        // No worker answers, or none soon: the history says the same, only slower.
        return readAudit(client, SETTINGS_WORKFLOW_ID, running.snapshot.settingsId)
      }
    },
    readAudit: () => readAudit(client, SETTINGS_WORKFLOW_ID),
    async uses() {
      const deadline = Date.now() + CHANGE_WITHIN_MS
      const running = await readRunning(deadline)
      if (running === null) throw new StartnodeError('settings_missing')
      await requireWorker(client, running.taskQueue, deadline, 'to read the uses')
      try {
        return await withinDeadline(client, deadline, () => handle.query<UrlUses>('uses'))
      } catch (error) {
        throw explainUpdateError(error, running.taskQueue)
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

function prove(
  base: SettingsSnapshot,
  change: SettingsChange,
  actor: string,
  keys: readonly Buffer[],
): ChangeRequest {
  const [key] = keys
  if (key === undefined) return { change, actor, proof: null }
  const { settingsId, revision: baseRevision } = base
  return {
    change,
    actor,
    proof: { baseRevision, hmac: signChange(key, { settingsId, baseRevision, change, actor }) },
  }
}

function snapshotOf({ memo }: WorkflowExecutionDescription): SettingsSnapshot {
  const snapshot = parseSettingsSnapshot(memo?.[MEMO])
  if (snapshot === null) {
    throw new StartnodeError(
      'settings_refused',
      `The memo of ${SETTINGS_WORKFLOW_ID} holds no settings: who started it by hand?`,
    )
  }
  return snapshot
}
