import type { Client } from '@temporalio/client'
import { type NodePasses, PASSES_QUERY } from '../process/diagram/diagram-task.ts'
import type { RunOf } from '../temporal/temporal-command.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'

/**
 * How often a task of an imported process came to each node; a worker replays it for that.
 *
 * @param deadline ms since 1970
 * @returns null where no worker answered in time, or the task is none of an imported process
 */
export async function readPasses(
  client: Client,
  { workflowId, runId }: RunOf,
  deadline: number,
): Promise<NodePasses | null> {
  try {
    return await withinDeadline(client, deadline, () =>
      client.workflow.getHandle(workflowId, runId).query<NodePasses>(PASSES_QUERY),
    )
  } catch {
    return null
  }
}
