/**
 * The audit as Temporal's history tells it: every change of every run that the retention still keeps, terminated runs
 * included, and through the state a run began with also older ones. Needs no worker.
 */
import { type WorkflowClient, WorkflowNotFoundError } from '@temporalio/client'
import {
  decodeFromPayloadsAtIndex,
  decodeMapFromPayloads,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { grpcFailureOf } from '../temporal/grpc-failure.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { SettingsState } from './chain/settings-state.ts'
import type { AuditEntry } from './change.ts'

/** Histories of many runs are read, ms. */
const WITHIN_MS = 20_000
const FIRST_WITHIN_MS = 2_000
/** Of the memo of the settings workflow: its last entry, so that each one is in the history. */
const MEMO = 'startnodeAudit'
/** Entries the settings keep of each kind; a run that began with fewer began with all there were. */
const KEPT = { proved: 1_000, unproved: 100 } as const

/**
 * Reads every change of the settings from the history.
 *
 * @param workflowId of the settings
 * @param settingsId only those of these settings; default: of all this namespace had
 * @returns oldest first
 * @throws TemporalUnreachableError
 */
export async function readAudit(
  client: WorkflowClient,
  workflowId: string,
  settingsId?: string,
): Promise<AuditEntry[]> {
  const deadline = Date.now() + WITHIN_MS
  try {
    const latest = await latestRunId(client, workflowId)
    if (latest === null) return []
    return await withinDeadline(client, deadline, async () => {
      const entries = new Map<string, AuditEntry>()
      // Newest first. Visibility is late for fresh runs, so the one before is followed too.
      const runIds = new Set([latest, ...(await listRunIds(client, workflowId))])
      const told = new Set<string>()
      for (const runId of runIds) {
        const run = await readStart(client, workflowId, runId)
        if (run === null) continue
        if (run.before) runIds.add(run.before)
        // A run begins with what those before it had; only when that was too much, they are read as well.
        if (run.before && (told.has(runId) || hasAll(run.entries))) told.add(run.before)
        if (told.has(runId) || (settingsId !== undefined && run.settingsId !== settingsId)) continue
        const { changes, resetFrom } = await readChanges(client, workflowId, runId)
        // What a reset took back was done all the same.
        if (resetFrom) runIds.add(resetFrom)
        for (const entry of [...run.entries, ...changes])
          entries.set(JSON.stringify(Object.entries(entry).sort()), entry)
      }
      return [...entries.values()].sort(
        (a, b) => Date.parse(a.at) - Date.parse(b.at) || a.revision - b.revision,
      )
    })
  } catch (error) {
    throw explainTemporalError(error, 'reading the audit')
  }
}

async function latestRunId(client: WorkflowClient, workflowId: string): Promise<string | null> {
  try {
    const handle = client.getHandle(workflowId)
    return (await withinDeadline(client, Date.now() + FIRST_WITHIN_MS, () => handle.describe())).runId
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}

async function listRunIds(client: WorkflowClient, workflowId: string): Promise<string[]> {
  const runIds: string[] = []
  for await (const { runId } of client.list({ query: `WorkflowId = '${workflowId}'` })) runIds.push(runId)
  return runIds
}

interface RunStart {
  readonly settingsId: string | null
  readonly before: string | null
  /** What it began with. */
  readonly entries: readonly AuditEntry[]
}

/** Null: the retention has ended it. */
async function readStart(
  client: WorkflowClient,
  workflowId: string,
  runId: string,
): Promise<RunStart | null> {
  const { namespace, loadedDataConverter: converter } = client.options
  const page = await client.workflowService
    .getWorkflowExecutionHistory({ namespace, execution: { workflowId, runId }, maximumPageSize: 1 })
    .catch(nullIfGone)
  const started = page?.history?.events?.[0]?.workflowExecutionStartedEventAttributes
  if (!started) return null
  // Someone may have started it by hand with anything as its state.
  const state: Partial<SettingsState> | null = started.input?.payloads?.length
    ? await decodeFromPayloadsAtIndex(converter, 0, started.input.payloads, contextOf(client, workflowId))
    : null
  return {
    settingsId: state?.snapshot?.settingsId ?? null,
    before: started.continuedExecutionRunId || null,
    entries: Array.isArray(state?.audit) ? state.audit : [],
  }
}

async function readChanges(
  client: WorkflowClient,
  workflowId: string,
  runId: string,
): Promise<{ changes: AuditEntry[]; resetFrom: string | null }> {
  const history = await client.getHandle(workflowId, runId).fetchHistory().catch(nullIfGone)
  const changes: AuditEntry[] = []
  let resetFrom: string | null = null
  for (const event of history?.events ?? []) {
    const { workflowPropertiesModifiedEventAttributes: modified } = event
    resetFrom = event.workflowTaskFailedEventAttributes?.baseRunId || resetFrom
    const payload = modified?.upsertedMemo?.fields?.[MEMO]
    if (!payload) continue
    const { loadedDataConverter: converter } = client.options
    const memo = await decodeMapFromPayloads(converter, { [MEMO]: payload }, contextOf(client, workflowId))
    changes.push(memo?.[MEMO] as AuditEntry)
  }
  return { changes, resetFrom }
}

function hasAll(entries: readonly AuditEntry[]): boolean {
  const proved = entries.filter((entry) => entry.proved).length
  return proved < KEPT.proved && entries.length - proved < KEPT.unproved
}

function contextOf({ options: { namespace } }: WorkflowClient, workflowId: string) {
  return { type: 'workflow', namespace, workflowId } as const
}

/** Visibility names runs for a while that the retention has ended. */
function nullIfGone(error: unknown): null {
  if (error instanceof WorkflowNotFoundError || grpcFailureOf(error)?.code === 'NOT_FOUND') return null
  throw error
}
