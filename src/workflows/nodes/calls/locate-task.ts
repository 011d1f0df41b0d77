import { proxyLocalActivities } from '@temporalio/workflow'
import type { LocateTask, TaskPlace, TaskQuestion } from '../../../activities/locate-task.ts'
import { failFromActivity } from '../run/fail-node.ts'

/** An alias that points nowhere, or a Temporal that is late, is asked again for a while. */
const { locateTask: locate } = proxyLocalActivities<{ locateTask: LocateTask }>({
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '2 minutes',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
})

/**
 * Asks where a task is, within the node around the call.
 *
 * @param tag of what is not explained by the activity
 */
export async function locateTask(question: TaskQuestion, tag: string): Promise<TaskPlace> {
  try {
    return await locate(question)
  } catch (error) {
    throw failFromActivity(error, tag, tag)
  }
}
