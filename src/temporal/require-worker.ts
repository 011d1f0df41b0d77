import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowClient } from '@temporalio/client'
import proto from '@temporalio/proto'
import { StartnodeError } from '../errors/startnode-error.ts'
import { explainTemporalError } from './explain-temporal-error.ts'
import { grpcFailureOf } from './grpc-failure.ts'
import { withinDeadline } from './within-deadline.ts'

/** How long a worker that just starts may take until its first poll, ms. */
const LOOK_WITHIN_MS = 2_500
/** A poll lasts about a minute, so a worker at work was seen within this, ms. */
const SEEN_WITHIN_MS = 90_000

/**
 * Makes sure a worker polls a task queue. Ask before sending an Update: one that nobody takes waits in Temporal and
 * may be applied much later, when its sender has long been told that it failed.
 *
 * A worker that died within the last 90 s still counts as there: Temporal knows its polls only.
 *
 * @param deadline ms since 1970
 * @param purpose ends the sentence `No worker is there ...`
 * @throws StartnodeError `worker_missing`, TemporalUnreachableError
 */
export async function requireWorker(
  client: WorkflowClient,
  taskQueue: string,
  deadline: number,
  purpose: string,
): Promise<void> {
  const lookUntil = Math.min(Date.now() + LOOK_WITHIN_MS, deadline)
  while (!(await hasWorker(client, taskQueue, deadline))) {
    if (Date.now() >= lookUntil) {
      throw new StartnodeError(
        'worker_missing',
        `No worker is there ${purpose} (task queue '${taskQueue}'); nothing was sent. Start one with \`startnode worker\``,
      )
    }
    await sleep(100)
  }
}

async function hasWorker(client: WorkflowClient, taskQueue: string, deadline: number): Promise<boolean> {
  try {
    const { pollers } = await withinDeadline(client, deadline, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      }),
    )
    const seenAfter = (Date.now() - SEEN_WITHIN_MS) / 1_000
    return pollers.some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) > seenAfter)
  } catch (error) {
    // Temporal's time-skipping server can not tell who polls
    if (grpcFailureOf(error)?.code === 'UNIMPLEMENTED') return true
    throw explainTemporalError(error, 'looking for a worker')
  }
}
