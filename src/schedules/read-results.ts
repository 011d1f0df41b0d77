import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { Firing } from '../process/firing.ts'
import { taskWorkflowId } from '../process/ids/workflow-id.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'

/** A firing with what became of its task. */
export interface FiringResult extends Firing {
  readonly workflowId: string
  /** Temporal's word, e.g. RUNNING or FAILED; null: Temporal has no such task (any more). */
  readonly status: string | null
}

const DEADLINE_MS = 5_000

/**
 * What became of the tasks of firings.
 *
 * @throws TemporalUnreachableError
 * @example await readResults(client, 'currency-rates', view.recent.slice(0, 5))
 */
export function readResults(
  client: Client,
  process: string,
  firings: readonly Firing[],
): Promise<FiringResult[]> {
  const deadline = Date.now() + DEADLINE_MS
  return Promise.all(
    firings.map(async (firing) => {
      const workflowId = taskWorkflowId(process, firing.taskId)
      return { ...firing, workflowId, status: await readStatus(client, workflowId, deadline) }
    }),
  )
}

async function readStatus(client: Client, workflowId: string, deadline: number): Promise<string | null> {
  try {
    const { status } = await withinDeadline(client, deadline, () =>
      client.workflow.getHandle(workflowId).describe(),
    )
    return status.name
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw explainTemporalError(error, 'reading what became of a firing')
  }
}
