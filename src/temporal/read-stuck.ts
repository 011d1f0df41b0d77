import type { WorkflowClient } from '@temporalio/client'
import type { RunOf } from './temporal-command.ts'
import { withinDeadline } from './within-deadline.ts'

/** One failure may be a worker that just left; the try under way has not failed yet. */
const STUCK_AT_TRY = 3
/** Events at the end of a history that may tell why. */
const LAST_EVENTS = 20

/** A run whose next step no worker can take: Temporal tries it again for ever. */
export interface StuckRun extends RunOf {
  readonly workflowType: string
  /** Tries that failed since the last step that was taken. */
  readonly tries: number
  /** ISO 8601; when the first of them failed; null: the history does not tell any more. */
  readonly since: string | null
  /** What the worker said then; null: nothing, so it took too long or died. */
  readonly reason: string | null
}

/**
 * Looks whether a run is stuck.
 *
 * @param deadline ms since 1970
 * @returns null: it is not, or only for a moment
 * @throws WorkflowNotFoundError, TemporalUnreachableError
 */
export async function readStuck(
  client: WorkflowClient,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string },
  deadline: number,
): Promise<StuckRun | null> {
  const description = await withinDeadline(client, deadline, () =>
    client.getHandle(workflowId, runId).describe(),
  )
  const attempt = description.raw.pendingWorkflowTask?.attempt ?? 0
  if (attempt < STUCK_AT_TRY) return null
  const run = { workflowId, runId: description.runId }
  const { history } = await withinDeadline(client, deadline, () =>
    client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution: run,
      maximumPageSize: LAST_EVENTS,
    }),
  )
  const failed = history?.events?.find(
    (event) => event.workflowTaskFailedEventAttributes ?? event.workflowTaskTimedOutEventAttributes,
  )
  const at = failed?.eventTime?.seconds
  return {
    ...run,
    workflowType: description.type,
    tries: attempt - 1,
    since: at == null ? null : new Date(Number(at) * 1_000).toISOString(),
    reason: failed?.workflowTaskFailedEventAttributes?.failure?.message || null,
  }
}

/** As a sentence for a person. */
export function describeStuck({ tries, since, reason }: StuckRun): string {
  const from = since === null ? '' : ` since ${since}`
  const why = reason ?? 'no worker answered in time: its step does not end, or the worker died'
  return `It can not take its next step: ${tries} tries failed${from} (${why})`
}
