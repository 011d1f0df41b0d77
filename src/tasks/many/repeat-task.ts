import type { Client } from '@temporalio/client'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { MPO_FIELDS, MPO_REF } from '../../temporal/search-attributes.ts'
import type { RunOf } from '../../temporal/temporal-command.ts'
import { isTask } from '../is-task.ts'
import { readArgument } from '../read-argument.ts'
import { type AgainTask, runAgain } from '../run-again.ts'
import { attemptOn } from '../task-operation.ts'

/**
 * Runs a task again as a new one, by its run alone.
 *
 * @param isServed whether a process is one of this receiver
 * @throws StartnodeError `task_refused`
 */
export async function repeatTask(
  client: Client,
  target: RunOf,
  actor: string,
  isServed: (process: string) => boolean,
): Promise<AgainTask> {
  const ended = await attemptOn('reading the task', async () => {
    const of = await client.workflow.getHandle(target.workflowId, target.runId).describe()
    const open = of.closeTime === undefined
    const task = await readArgument(client, target)
    if (task === null || !isTask(of.workflowId, of.type) || !isServed(task.process))
      throw new StartnodeError(
        'task_refused',
        `${target.workflowId} is no task of a process of this receiver`,
      )
    const refInId = target.workflowId.startsWith(`${task.process}/r/`)
      ? (of.typedSearchAttributes.get(MPO_REF) ?? target.workflowId.slice(task.process.length + 3))
      : null
    const { type: workflowType, taskQueue, memo = {} } = of
    const { workflowId, runId } = target
    const fields = of.typedSearchAttributes.get(MPO_FIELDS) ?? []
    return { workflowId, runId, workflowType, taskQueue, open, task, refInId, fields, memo }
  })
  return runAgain(client, ended, actor)
}
