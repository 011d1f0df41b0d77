import { ActivityFailure, isCancellation } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { node, note } from '../../src/workflows/nodes/index.ts'
import { mambuReads, mambuWrites } from '../mambu/mambu-calls.ts'

/** User name in Mambu of those who look after processes that are about no customer. */
const OPERATIONS = 'operations'

/**
 * Opens a task in Mambu for the user `operations`, at a node of its own. A message that can not be sent fails nothing: it
 * would hide what has been done.
 *
 * @param title of the node; with `time` it makes the Idempotency-Key
 * @param time which message of this node it is. Default 1
 * @returns whether somebody was told
 */
export async function tellOperations(
  title: string,
  { taskId }: Pick<Task, 'taskId'>,
  message: { readonly title: string; readonly description: string },
  time = 1,
): Promise<boolean> {
  try {
    return await node(title, async () => {
      const user = await mambuReads.findUser(OPERATIONS)
      if (user === null) {
        note(`Mambu has no user '${OPERATIONS}', so nobody was told`)
        return false
      }
      await mambuWrites.createUserTask({
        taskId,
        node: time === 1 ? title : `${title} ${time}`,
        ...message,
        dueDate: new Date().toISOString().slice(0, 10),
        assignedUserKey: user.key,
      })
      return true
    })
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
    return false
  }
}
