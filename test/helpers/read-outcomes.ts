/** Reads what became of deliveries from Temporal itself: every task, signal record and quarantined delivery of a process. */
import type { WorkflowClient } from '@temporalio/client'
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import type { Task } from '../../src/process/task.ts'
import { deliveryWorkflowId, taskWorkflowId } from '../../src/process/workflow-id.ts'
import { forEachAtOnce } from './for-each-at-once.ts'

export interface FoundOutcome {
  readonly kind: 'task' | 'signalled' | 'quarantined'
  readonly taskId: string
  readonly workflowId: string
  readonly runId: string
  /** Temporal's status name, e.g. `COMPLETED`. */
  readonly status: string
  /** Data of the task; of a quarantined delivery the body as text; of a signal undefined. */
  readonly data: unknown
}

const KINDS: Readonly<Record<string, FoundOutcome['kind']>> = {
  quarantinedDelivery: 'quarantined',
  deliveryRecord: 'signalled',
}

/**
 * All outcomes of a process in the client's namespace.
 *
 * The list is visibility's, which is late by nature: wait until it has what you expect, and give the task ids it
 * must have, so that a missing one is looked up by its id (consistent) before it counts as missing.
 *
 * @param mustHave task ids that were acknowledged
 */
export async function readOutcomes(
  client: WorkflowClient,
  process: string,
  mustHave: Iterable<string> = [],
): Promise<FoundOutcome[]> {
  const runs = new Map<string, { workflowId: string; runId: string }>()
  for await (const { workflowId, runId } of client.list({
    query: `WorkflowId STARTS_WITH '${process}/'`,
    pageSize: 1_000,
  }))
    runs.set(runId, { workflowId, runId })
  const outcomes: FoundOutcome[] = []
  await forEachAtOnce(runs.values(), 16, async ({ workflowId, runId }) => {
    outcomes.push(await readOutcome(client, workflowId, runId))
  })
  const found = new Set(outcomes.map(({ taskId }) => taskId))
  const missing = [...mustHave].filter((taskId) => !found.has(taskId))
  await forEachAtOnce(missing, 16, async (taskId) => {
    for (const workflowId of [taskWorkflowId(process, taskId), deliveryWorkflowId(process, taskId)]) {
      const outcome = await readOutcome(client, workflowId).catch(() => null)
      if (outcome) outcomes.push(outcome)
    }
  })
  return outcomes
}

/** Reads one run (default: the latest): its status, and its input from the first event of its history. */
export async function readOutcome(
  client: WorkflowClient,
  workflowId: string,
  runId?: string,
): Promise<FoundOutcome> {
  const { namespace } = client.options
  const [description, page] = await Promise.all([
    client.getHandle(workflowId, runId).describe(),
    client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, ...(runId === undefined ? {} : { runId }) },
      maximumPageSize: 1,
    }),
  ])
  const started = page.history?.events?.[0]?.workflowExecutionStartedEventAttributes
  const input = await decodeFromPayloadsAtIndex<Task & { body?: string }>(
    client.options.loadedDataConverter,
    0,
    started?.input?.payloads,
    undefined as never,
  )
  const kind = KINDS[description.type] ?? 'task'
  return {
    kind,
    taskId: input.taskId,
    workflowId,
    runId: description.runId,
    status: description.status.name,
    data: kind === 'task' ? input.data : kind === 'quarantined' ? input.body : undefined,
  }
}
