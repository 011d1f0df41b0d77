import { getExternalWorkflowHandle, isCancellation } from '@temporalio/workflow'
import { MODIFY_SIGNAL } from '../../../process/callback-signal.ts'
import { failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { locateTask } from './locate-task.ts'

/** Which task: by its ref, or by its id. */
export type ModifiedTask = { readonly ref: string } | { readonly taskId: string }

/**
 * The Modify Task node: releases a task of another process that waits at `waitForCallback`, with data as the payload. A
 * task that is not there yet takes it when it comes there.
 *
 * @param process process id, or `@alias`, which is resolved when the task comes here
 * @throws ApplicationFailure `not_found_task` when no task like that is open, `conveyor_is_not_active`
 * @example await modifyTask('Hand over the answer', 'loan-approved', { ref: loanId }, { approved: true })
 */
export function modifyTask(
  title: string,
  process: string,
  which: ModifiedTask,
  data: unknown,
): Promise<void> {
  return node(title, async () => {
    const place = await locateTask({ target: process, ...which }, 'crash_api')
    const name = 'ref' in which ? `the ref '${which.ref}'` : `the id ${which.taskId}`
    const missing = (cause?: Error) =>
      failNode(
        'not_found_task',
        'software',
        `${place.process} has no open task with ${name}`,
        cause && { cause },
      )
    if (!place.run?.open) throw missing()
    try {
      await getExternalWorkflowHandle(place.workflowId, place.run.runId).signal(MODIFY_SIGNAL, data)
    } catch (error) {
      if (isCancellation(error)) throw error
      throw missing(error instanceof Error ? error : undefined)
    }
    note(`Sent to ${place.process}, ${name}`)
  })
}
