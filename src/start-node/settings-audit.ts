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
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { AuditEntry, SettingsState } from './change.ts'

/** Histories of many runs are read, ms. */
const WITHIN_MS = 20_000
const FIRST_WITHIN_MS = 2_000
/** Of the memo of the settings workflow: its last entry, so that each one is in the history. */
const MEMO = 'startnodeAudit'

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
      const runs = new Set([latest, ...(await listRunIds(client, workflowId))])
      for (const runId of runs) {
        const run = await readRun(client, workflowId, runId)
        // Visibility is late for fresh runs; the one before is always named.
        if (run.before) runs.add(run.before)
        if (settingsId !== undefined && run.settingsId !== settingsId) continue
        // A run begins with what the one before had, so most come more than once.
        for (const entry of run.entries) entries.set(JSON.stringify(Object.entries(entry).sort()), entry)
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

interface RunAudit {
  readonly settingsId: string | null
  readonly before: string | null
  readonly entries: readonly AuditEntry[]
}

async function readRun(client: WorkflowClient, workflowId: string, runId: string): Promise<RunAudit> {
  const { namespace, loadedDataConverter: converter } = client.options
  const context = { type: 'workflow', namespace, workflowId } as const
  const { events } = await client.getHandle(workflowId, runId).fetchHistory().catch(forgotten)
  const started = events?.[0]?.workflowExecutionStartedEventAttributes
  // Someone may have started it by hand with anything as its state.
  const state: Partial<SettingsState> | undefined = started?.input?.payloads?.length
    ? await decodeFromPayloadsAtIndex(converter, 0, started.input.payloads, context)
    : undefined
  const entries: AuditEntry[] = Array.isArray(state?.audit) ? [...state.audit] : []
  for (const { workflowPropertiesModifiedEventAttributes: modified } of events ?? []) {
    const payload = modified?.upsertedMemo?.fields?.[MEMO]
    if (!payload) continue
    const memo = await decodeMapFromPayloads(converter, { [MEMO]: payload }, context)
    entries.push(memo?.[MEMO] as AuditEntry)
  }
  return {
    settingsId: state?.snapshot?.settingsId ?? null,
    before: started?.continuedExecutionRunId || null,
    entries,
  }
}

/** Visibility names runs for a while that the retention has ended. */
function forgotten(error: unknown): { events: null } {
  if (error instanceof WorkflowNotFoundError) return { events: null }
  throw error
}
