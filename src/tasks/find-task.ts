/** Finds a task by its business ref or its task id, whatever became of the delivery. */
import { type Client, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client'
import { StartnodeError } from '../errors/startnode-error.ts'
import { concealRef } from '../process/ids/conceal-ref.ts'
import { isTaskId } from '../process/ids/task-id.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import { believeResult } from '../temporal/codec/answers.ts'
import type { deliveryRecord } from '../workflows/entities/delivery-record.ts'
import type { quarantinedDelivery } from '../workflows/quarantine/quarantined-delivery.ts'

/** A record leads on to its task by its result, and entries of other bodies stand beside it. */
const NO_RECORD = `WorkflowType != 'deliveryRecord' AND WorkflowType != 'quarantinedDelivery'`

/**
 * The workflow of a task: by task id the task itself, its entry in quarantine, or its record where the delivery was
 * signalled to a task or is not decided yet; by ref its latest task.
 *
 * @param concealKey of `concealKeyOf`, to find a task by a concealed ref
 * @throws StartnodeError `task_unknown`
 */
export async function findTask(
  client: Client,
  process: string,
  refOrId: string,
  concealKey: Buffer | null = null,
): Promise<WorkflowHandle> {
  const refs = concealKey === null ? [refOrId] : [refOrId, concealRef(concealKey, process, refOrId)]
  const found =
    (isTaskId(refOrId)
      ? ((await findById(client, [taskWorkflowId(process, refOrId), deliveryWorkflowId(process, refOrId)])) ??
        (await findVisible(
          client,
          `MpoTaskId = '${refOrId}' AND MpoProcess = '${process}' AND ${NO_RECORD}`,
        )))
      : null) ??
    (await findById(
      client,
      refs.map((ref) => refWorkflowId(process, ref)),
    ))
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
      const became = status.name === 'COMPLETED' ? await findStarted(client, id, type) : null
      return became ?? client.workflow.getHandle(id, runId)
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }
  return null
}

/** The task that a record or a resubmitted entry started; null: there is none, as after a signal to another task. */
async function findStarted(client: Client, id: string, type: string): Promise<WorkflowHandle | null> {
  if (type === 'deliveryRecord') {
    const record = client.workflow.getHandle<typeof deliveryRecord>(id)
    const { kind, workflowId, runId } = await believeResult(client.workflow, null, () => record.result())
    return kind === 'task' && runId !== null ? client.workflow.getHandle(workflowId, runId) : null
  }
  if (type !== 'quarantinedDelivery') return null
  const entry = client.workflow.getHandle<typeof quarantinedDelivery>(id)
  const { task } = await believeResult(client.workflow, null, () => entry.result())
  return task?.runId ? client.workflow.getHandle(task.workflowId, task.runId) : null
}

/** A task with a ref has the ref in its workflow id; only visibility knows it by its task id. */
async function findVisible(client: Client, query: string): Promise<WorkflowHandle | null> {
  for await (const { workflowId, runId } of client.workflow.list({ query, pageSize: 1 })) {
    return client.workflow.getHandle(workflowId, runId)
  }
  return null
}
