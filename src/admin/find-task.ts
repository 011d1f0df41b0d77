/** Finds a task by its business ref or its task id, whatever became of the delivery. */
import { type Client, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client'
import { StartnodeError } from '../errors/startnode-error.ts'
import { isTaskId } from '../process/task-id.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../process/workflow-id.ts'

/**
 * The workflow of a task: by task id the task itself, the record of a delivery that became none (signalled or in
 * quarantine), or the run of a ref that started with it; by ref its latest task.
 *
 * @throws StartnodeError `task_unknown`
 */
export async function findTask(client: Client, process: string, refOrId: string): Promise<WorkflowHandle> {
  const found =
    (isTaskId(refOrId)
      ? ((await findById(client, [taskWorkflowId(process, refOrId), deliveryWorkflowId(process, refOrId)])) ??
        (await findVisible(client, `MpoTaskId = '${refOrId}' AND MpoProcess = '${process}'`)))
      : null) ?? (await findById(client, [refWorkflowId(process, refOrId)]))
  if (found) return found
  throw new StartnodeError('task_unknown', `${process} has no task with the ref or id '${refOrId}'`)
}

/**
 * The same by task id alone, when nobody remembers the process: visibility first, then every process in turn, since
 * visibility is a moment late.
 *
 * @param processes where to look
 * @throws StartnodeError `task_unknown`
 */
export async function findTaskAnywhere(
  client: Client,
  processes: Iterable<string>,
  taskId: string,
): Promise<WorkflowHandle> {
  if (isTaskId(taskId)) {
    const seen = await findVisible(client, `MpoTaskId = '${taskId}'`)
    if (seen) return seen
    for (const process of processes) {
      const ids = [taskWorkflowId(process, taskId), deliveryWorkflowId(process, taskId)]
      const found = await findById(client, ids)
      if (found) return found
    }
  }
  throw new StartnodeError('task_unknown', `No process has a task with the id '${taskId}'`)
}

/** Strongly consistent. */
async function findById(client: Client, ids: readonly string[]): Promise<WorkflowHandle | null> {
  for (const id of ids) {
    try {
      const { runId } = await client.workflow.getHandle(id).describe()
      return client.workflow.getHandle(id, runId)
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }
  return null
}

/** A task with a ref has the ref in its workflow id; only visibility knows it by its task id. */
async function findVisible(client: Client, query: string): Promise<WorkflowHandle | null> {
  for await (const { workflowId, runId } of client.workflow.list({ query, pageSize: 1 })) {
    return client.workflow.getHandle(workflowId, runId)
  }
  return null
}
