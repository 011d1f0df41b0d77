import { ApplicationFailure, Context } from '@temporalio/activity'
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import type { JsonObject } from '../../diagram/diagram.ts'
import type { LogicFailure } from '../../diagram/step/effect.ts'
import { MODIFY_UPDATE } from '../../process/diagram/diagram-task.ts'
import { refWorkflowId } from '../../process/ids/workflow-id.ts'
import { believeUpdate } from '../../temporal/codec/answers.ts'
import { updateIdOf } from '../shared/shared-workflow.ts'
import type { DiagramActivities } from './diagram-activities.ts'

const UPDATE_MS = 8_000

/** Makes the activity `modifyNow`: a modification that its task takes or refuses, once however often it is tried. */
export function createModifyNow(
  refInId: (process: string, ref: string) => string,
): DiagramActivities['modifyNow'] {
  return async ({ process, ref, data, key }) => {
    const { client } = Context.current()
    const handle = client.workflow.getHandle(refWorkflowId(process, refInId(process, ref)))
    try {
      const options = { args: [data] as [JsonObject], updateId: updateIdOf(key) }
      const answer: unknown = await believeUpdate(client.workflow, () =>
        client.withDeadline(Date.now() + UPDATE_MS, () =>
          handle.executeUpdate<LogicFailure | null, [JsonObject]>(MODIFY_UPDATE, options),
        ),
      )
      return answer as LogicFailure | null
    } catch (error) {
      if (error instanceof WorkflowNotFoundError)
        return {
          type: 'software',
          tag: 'not_found_task',
          description: `There is no open task with the ref ${ref}`,
        }
      const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined
      if (cause instanceof ApplicationFailure && cause.nonRetryable === true)
        return { type: 'software', tag: 'crash_api', description: cause.message }
      throw error
    }
  }
}
