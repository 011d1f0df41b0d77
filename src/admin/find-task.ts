/** Finds a task by its business ref or its task id, whatever became of the delivery. */
import { type Client, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client'
import { StartnodeError } from '../errors/startnode-error.ts'
import { isTaskId } from '../process/task-id.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../process/workflow-id.ts'
import type { deliveryRecord } from '../workflows/delivery-record.ts'

/** A record leads on to its task by its result, which visibility would show beside it. */
const NO_RECORD = `WorkflowType != 'deliveryRecord'`

/**
 * The workflow of a task: by task id the task itself, its entry in quarantine, or its record where the delivery was
 * signalled to a task or is not decided yet; by ref its latest task.
 *
 * @throws StartnodeError `task_unknown`
 */
export async function findTask(client: Client, process: string, refOrId: string): Promise<WorkflowHandle> {
  const found =
    (isTaskId(refOrId)
      ? ((await findById(client, [taskWorkflowId(process, refOrId), deliveryWorkflowId(process, refOrId)])) ??
        (await findVisible(
          client,
          `MpoTaskId = '${refOrId}' AND MpoProcess = '${process}' AND ${NO_RECORD}`,
        )))
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
    const seen = await findVisible(client, `MpoTaskId = '${taskId}' AND ${NO_RECORD}`)
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
      const { runId, type, status } = await client.workflow.getHandle(id).describe()
      const isDecided = type === 'deliveryRecord' && status.name === 'COMPLETED'
      return (isDecided && (await findRecorded(client, id))) || client.workflow.getHandle(id, runId)
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }
  return null
}

/** The task that a decided record started; null: it was signalled to one. */
async function findRecorded(client: Client, record: string): Promise<WorkflowHandle | null> {
  const { kind, workflowId, runId } = await client.workflow.getHandle<typeof deliveryRecord>(record).result()
  return kind === 'task' && runId !== null ? client.workflow.getHandle(workflowId, runId) : null
}

/** A task with a ref has the ref in its workflow id; only visibility knows it by its task id. */
async function findVisible(client: Client, query: string): Promise<WorkflowHandle | null> {
  for await (const { workflowId, runId } of client.workflow.list({ query, pageSize: 1 })) {
    return client.workflow.getHandle(workflowId, runId)
  }
  return null
}
