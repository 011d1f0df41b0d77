/** Finds a task by its business ref or its task id, whatever became of the delivery. */
import { type Client, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client'
import { StartnodeError } from '../errors/startnode-error.ts'
import { isTaskId } from '../process/task-id.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../process/workflow-id.ts'

/**
 * The workflow of a task: by task id the task itself, the record of a delivery that became none, or the run of a
 * ref that started with it; by ref its latest task.
 *
 * @throws StartnodeError `task_unknown`
 */
export async function findTask(client: Client, process: string, refOrId: string): Promise<WorkflowHandle> {
  const ids = isTaskId(refOrId)
    ? [
        taskWorkflowId(process, refOrId),
        deliveryWorkflowId(process, refOrId),
        refWorkflowId(process, refOrId),
      ]
    : [refWorkflowId(process, refOrId)]
  for (const id of ids) {
    try {
      const handle = client.workflow.getHandle(id)
      const { runId } = await handle.describe()
      return client.workflow.getHandle(id, runId)
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }
  if (isTaskId(refOrId)) {
    // A task with a ref has the ref in its workflow id; only visibility knows it by its task id
    for await (const found of client.workflow.list({
      query: `MpoTaskId = '${refOrId}' AND MpoProcess = '${process}'`,
      pageSize: 1,
    })) {
      return client.workflow.getHandle(found.workflowId, found.runId)
    }
  }
  throw new StartnodeError('task_unknown', `${process} has no task with the ref or id '${refOrId}'`)
}
