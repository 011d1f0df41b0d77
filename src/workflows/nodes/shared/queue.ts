import { proxyActivities } from '@temporalio/workflow'
import type { QueueActivities } from '../../../activities/shared/queue.ts'
import { nameProblem, type QueueSender } from '../../../process/ids/shared-names.ts'
import { nextOperationKey } from '../calls/operation-key.ts'
import { failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { currentPosition } from '../run/position.ts'
import { callShared } from './call-shared.ts'
import { SHARED_ACTIVITY_OPTIONS } from './shared-activity-options.ts'

const activities = proxyActivities<QueueActivities>(SHARED_ACTIVITY_OPTIONS)

/**
 * The Queue node: puts data into a queue, where it waits until `getFromQueue` of any task takes it. The task itself
 * goes on at once. While the queue is full (1 MiB) the node waits for room.
 *
 * @param name of the queue: 1 to 128 characters
 * @param data JSON, at most 256 KiB
 * @returns how many wait there now
 * @throws ApplicationFailure `name_invalid` or `queue_task_too_large`, with the node's title
 * @example await queue('Hand to the back office', 'back-office', { loanId })
 */
export function queue(title: string, name: string, data: unknown): Promise<number> {
  return node(title, async () => {
    checkQueueName(name)
    const { process, taskId, ref } = currentPosition().run
    const sender: QueueSender = { process, taskId, ref }
    const key = nextOperationKey()
    const length = await callShared(() => activities.queue(name, key, { sender, data }))
    note(`${length} wait in ${name}`)
    return length
  })
}

/** @throws ApplicationFailure `name_invalid` */
export function checkQueueName(name: string): void {
  const problem = nameProblem(name)
  if (problem !== null)
    throw failNode('name_invalid', 'software', `the name of the queue can not be used: ${problem}`)
}
