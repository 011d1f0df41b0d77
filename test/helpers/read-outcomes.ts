/** Reads what became of deliveries from Temporal itself: every task, signal and quarantined delivery of a process. */
import type { WorkflowClient } from '@temporalio/client'
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import { deliveryWorkflowId, taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import type { Task } from '../../src/process/task.ts'
import type { DeliveryRecord, deliveryRecord } from '../../src/workflows/entities/delivery-record.ts'
import type { QuarantinedDelivery } from '../../src/workflows/quarantine/kept-delivery.ts'
import { forEachAtOnce } from './for-each-at-once.ts'

export interface FoundOutcome {
  readonly kind: 'task' | 'signalled' | 'quarantined'
  readonly taskId: string
  readonly workflowId: string
  readonly runId: string
  /** Temporal's status name, e.g. `COMPLETED`. */
  readonly status: string
  /** Data of the task or of the signal; of a quarantined delivery the body as text. */
  readonly data: unknown
  /** Of a quarantined delivery: why. */
  readonly code?: string
  /** Of a quarantined delivery: its delivery key, and the task id of its key and ref where that is known. */
  readonly key?: string | null
  readonly identity?: string
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
    const outcome = await readOutcome(client, workflowId, runId)
    if (outcome !== null) outcomes.push(outcome)
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

/**
 * Reads one run (default: the latest): its status, and its input from the first event of its history.
 *
 * @returns null for a record that started a task, which is an outcome of its own, or that has not decided
 */
export async function readOutcome(
  client: WorkflowClient,
  workflowId: string,
  runId?: string,
): Promise<FoundOutcome | null> {
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
  const input = await decodeFromPayloadsAtIndex<Task & DeliveryRecord & QuarantinedDelivery>(
    client.options.loadedDataConverter,
    0,
    started?.input?.payloads,
    { type: 'workflow', namespace, workflowId },
  )
  const status = description.status.name
  const found = { workflowId, runId: description.runId, status }
  switch (description.type) {
    case 'deliveryRecord': {
      if (status !== 'COMPLETED') return null
      const { kind } = await client.getHandle<typeof deliveryRecord>(workflowId, description.runId).result()
      return kind === 'task' ? null : { ...found, kind, taskId: input.task.taskId, data: input.task.data }
    }
    case 'quarantinedDelivery':
      return {
        ...found,
        kind: 'quarantined',
        taskId: input.taskId,
        data: input.body,
        code: input.problem.code,
        ...(input.key === undefined ? {} : { key: input.key }),
        ...(input.identity === undefined ? {} : { identity: input.identity }),
      }
    default:
      return { ...found, kind: 'task', taskId: input.taskId, data: input.data }
  }
}
