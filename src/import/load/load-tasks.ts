/** Starts the tasks of a plan, each once, however often it is asked to. */
import { createHash, randomUUID } from 'node:crypto'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { CalledTask } from '../../process/diagram/diagram-task.ts'
import { taskIdOf } from '../../process/ids/task-id.ts'
import { refWorkflowId } from '../../process/ids/workflow-id.ts'
import { refInIdOf } from '../../start-node/ref-in-id.ts'
import type { StartNode } from '../../start-node/start-node.ts'
import { startFindable } from '../../temporal/known-attributes.ts'
import { MPO_NODE, MPO_PROCESS, MPO_REF, MPO_SINCE, MPO_TASK_ID } from '../../temporal/search-attributes.ts'
import type { StartClient } from '../../temporal/start-client.ts'
import type { PlannedTask } from './plan-load.ts'

/** Where they go. */
export interface LoadTarget {
  readonly client: StartClient
  readonly taskQueue: string
  /** For each call to Temporal, ms. */
  readonly deadlineMs: number
  readonly startNode: StartNode
  /** Current version of the process. */
  readonly version: string
  readonly concealKey: Buffer | null
}

export interface LoadedTask {
  readonly line: number
  readonly ref: string
  /**
   * - `started` now
   * - `known`: an earlier load started it
   * - `changed`: an earlier load started it with other data, which stays
   * - `taken`: another task has the ref, or had it
   */
  readonly state: 'started' | 'known' | 'changed' | 'taken'
}

const AT_ONCE = 16

/**
 * Starts each task under the workflow id of its ref, which is used once.
 *
 * @param told called as they are done, with how many there are
 * @returns in the order of the plan
 * @throws StartnodeError `import_refused` where the namespace lacks our search attributes, by which refs are found; what the call to
 * Temporal threw: those that were started stay, and the next load finds them
 */
export async function loadTasks(
  tasks: readonly PlannedTask[],
  target: LoadTarget,
  told: (done: number) => void = () => {},
): Promise<LoadedTask[]> {
  const loaded: LoadedTask[] = []
  let next = 0
  let done = 0
  const work = async () => {
    for (let at = next++; at < tasks.length; at = next++) {
      const task = tasks[at] as PlannedTask
      loaded[at] = { line: task.line, ref: task.ref, state: await loadTask(task, target) }
      done += 1
      told(done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return loaded
}

async function loadTask(
  { ref, node, data }: PlannedTask,
  { client, taskQueue, deadlineMs, startNode, version, concealKey }: LoadTarget,
): Promise<LoadedTask['state']> {
  const { process, workflowType, title } = startNode
  const refInId = refInIdOf(startNode, ref, concealKey)
  const workflowId = refWorkflowId(process, refInId)
  const taskId = taskIdOf(`load:${process}`, refInId)
  const digest = createHash('sha256')
    .update(JSON.stringify([node?.id ?? null, data]))
    .digest('base64url')
  const task: CalledTask = {
    process,
    version,
    taskId,
    ref,
    data,
    delivery: {
      key: null,
      receivedAt: new Date().toISOString(),
      method: 'load',
      contentType: 'text/csv',
      format: 'json',
    },
    keysByTask: true,
    ...(node === null ? {} : { begins: node.id }),
  }
  const attributes = [
    { key: MPO_PROCESS, value: process },
    { key: MPO_TASK_ID, value: taskId },
    { key: MPO_NODE, value: 'Start' },
    { key: MPO_REF, value: refInId },
    { key: MPO_SINCE, value: new Date() },
  ]
  try {
    await startFindable(attributes, (searchAttributes) => {
      if (searchAttributes.length === 0)
        throw new StartnodeError(
          'import_refused',
          'The namespace lacks the search attributes of tasks: run `startnode setup` first',
        )
      return client.startTask({
        workflowType,
        workflowId,
        // One of its own: a later load must be told that the task is there
        requestId: `load-${randomUUID()}`,
        reuse: 'REJECT_DUPLICATE',
        taskQueue,
        arg: task,
        memo: { first: taskId, firstDigest: null, load: digest },
        searchAttributes,
        staticSummary: title.slice(0, 100),
        staticDetails: `**${process}** task \`${taskId}\`\n\nLoaded from a CSV file`,
        deadlineMs,
      })
    })
    return 'started'
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      const run = await client.describeRun({ workflowId, deadlineMs })
      if (run?.memo.first !== taskId || run.memo.load === undefined) return 'taken'
      return run.memo.load === digest ? 'known' : 'changed'
    }
    throw error
  }
}
