/** An activity that waits for its next try makes it at once: Temporal's reset of an activity. Its tries are counted anew. */
import type { Client, WorkflowExecutionDescription } from '@temporalio/client'
import proto from '@temporalio/proto'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { grpcFailureOf } from '../../temporal/grpc-failure.ts'

const { PENDING_ACTIVITY_STATE_SCHEDULED: SCHEDULED } = proto.temporal.api.enums.v1.PendingActivityState

/**
 * The activities of a task that wait for their next try after one that failed.
 *
 * @param activityId only this one; null: all
 * @throws StartnodeError `task_refused` when there is none
 */
export function findTriable({ raw }: WorkflowExecutionDescription, activityId: string | null): string[] {
  const ids = (raw.pendingActivities ?? [])
    .filter(({ state, attempt }) => state === SCHEDULED && (attempt ?? 1) > 1)
    .flatMap(({ activityId: id }) => (typeof id === 'string' && id !== '' ? [id] : []))
    .filter((id) => activityId === null || id === activityId)
  if (ids.length > 0) return ids
  throw new StartnodeError(
    'task_refused',
    'No activity of it waits for its next try: it may be trying right now, or nothing of it has failed',
  )
}

/**
 * @throws StartnodeError `task_refused` where the server can't do it
 * @example await tryNow(client, { workflowId, runId }, findTriable(description, null))
 */
export async function tryNow(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  ids: readonly string[],
): Promise<void> {
  const { namespace, identity } = client.options
  for (const id of ids)
    try {
      await client.workflowService.resetActivity({ namespace, identity, execution, id })
    } catch (error) {
      if (grpcFailureOf(error)?.code !== 'UNIMPLEMENTED') throw error
      throw new StartnodeError(
        'task_refused',
        'This Temporal server can not try an activity at once: it has no ResetActivity. It is tried when its time comes',
        { cause: error },
      )
    }
}
