import { ActivityFailure, isCancellation } from '@temporalio/workflow'
import type { TaskLinkType } from '../../activities/mambu.ts'
import { node, note } from '../../src/workflows/nodes/index.ts'
import { mambuWrites } from '../mambu/mambu-calls.ts'

/** A task for a user in Mambu. */
export interface Message {
  readonly taskId: string
  /** Key of the user; null: nobody is there to be told. */
  readonly userKey: string | null
  readonly subject: string
  readonly text: string
  /** The account or client that it is about. */
  readonly about: { readonly type: TaskLinkType; readonly key: string }
  /** Which time the node sends one. Default 1; without it Mambu would take the second for a repeat of the first. */
  readonly time?: number
}

/**
 * Opens a task in Mambu for a user, at a node of its own. No task of ours fails over a message that could not be sent: it
 * would hide what has been done already.
 *
 * @param title of the node; with `time` it makes the Idempotency-Key, so each message of a task has its own
 * @returns whether the user was told
 */
export async function tellUser(title: string, message: Message): Promise<boolean> {
  const { taskId, userKey, subject, text, about, time = 1 } = message
  try {
    return await node(title, async () => {
      if (userKey === null) {
        note('Nobody is in charge, so nobody was told')
        return false
      }
      await mambuWrites.createUserTask({
        taskId,
        node: time === 1 ? title : `${title} ${time}`,
        title: subject,
        description: text,
        dueDate: new Date().toISOString().slice(0, 10),
        assignedUserKey: userKey,
        link: about,
      })
      return true
    })
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
    return false
  }
}
